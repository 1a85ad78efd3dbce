import { isoDate } from "trident-base";
import { type Closes, syntheticMarket } from "../../market/index.ts";
import type { AuditCheck } from "./check.ts";
import type { AuditSubject } from "./subject.ts";

/**
 * Changes the VIX from a session's own close on, which comes after the stock market's, and SPY after it, and asks for the
 * same context up to that session.
 */
export function checkLaggedContext({ pipeline }: Pick<AuditSubject, "pipeline">): readonly AuditCheck[] {
  const { panel, index, vix } = syntheticMarket({ tickers: 1, years: 1, seed: 5 });
  const date = Int32Array.from(panel.calendar);
  const cut = date.length >> 1;
  const changed = (close: Float64Array, from: number): Closes => ({
    date,
    close: close.map((value, s) => (s >= from ? 3 * value : value)),
  });
  const before = pipeline.context({ date, close: index }, { date, close: vix });
  const after = pipeline.context(changed(index, cut + 1), changed(vix, cut));
  const moved = Object.entries(before.columns).find(([name, values]) =>
    values.some((value, s) => s <= cut && !Object.is(value, after.columns[name as keyof typeof after.columns][s])),
  );
  return [
    {
      ...{ id: "lagged_context", subject: "SPY and VIX", passed: moved === undefined },
      detail: moved
        ? `${moved[0]} of ${isoDate(date[cut]!)} or before changes with what is known after its close. Take the VIX of the session before`
        : "each session's context is known at its close: the VIX is that of the session before",
    },
  ];
}

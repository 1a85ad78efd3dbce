import type { Panel } from "../../market/index.ts";
import type { DaySignals } from "../../model/index.ts";
import { createRandom } from "../../runtime/index.ts";

/** Decides by a die on every ticker that has a bar on the day, whatever order days are asked in. */
export function randomDecider(panel: Panel, share: number, seed: number) {
  return async (date: number): Promise<DaySignals> => {
    const signals = panel.tickers.flatMap((ticker, t) => {
      const row = panel.date.subarray(panel.offsets[t], panel.offsets[t + 1]).indexOf(date);
      if (row < 0) return [];
      const probability = createRandom(seed, ticker, String(date)).uniform();
      const close = panel.close[panel.offsets[t]! + row]!;
      const decision = probability < share ? ("BUY" as const) : ("HOLD" as const);
      const levels = { target: close * 1.05, stop: close * 0.95, horizon: 5 };
      return [{ ticker, cluster: 1, probability, decision, entry: "next_open" as const, close, ...levels, why: null }];
    });
    return { date: String(date), signals, leftOut: [] };
  };
}

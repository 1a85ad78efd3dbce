import type { Panel } from "../../market/index.ts";
import { createRandom } from "../../runtime/index.ts";

type Prices = "open" | "high" | "low" | "close" | "adjClose" | "volume";

/** The panel with other numbers in the bars of some rows; dates, tickers and the calendar stay. */
export function withBars(panel: Panel, change: (row: number, columns: Pick<Panel, Prices>) => void): Panel {
  const { open, high, low, close, adjClose, volume } = panel;
  const copy = <T extends Float64Array<SharedArrayBuffer>>(column: T) => {
    const made = new Float64Array(new SharedArrayBuffer(8 * column.length));
    made.set(column);
    return made;
  };
  const columns = {
    ...{ open: copy(open), high: copy(high), low: copy(low) },
    ...{ close: copy(close), adjClose: copy(adjClose), volume: copy(volume) },
  };
  for (let row = 0; row < panel.rows; row++) change(row, columns);
  return { ...panel, ...columns };
}

/** The panel with other valid bars in the place of all that come after a session: what is known then is not changed. */
export function disturbAfter(panel: Panel, session: number, seed: string): Panel {
  const random = createRandom("audit", "disturb", seed, session);
  return withBars(panel, (row, { open, high, low, close, adjClose, volume }) => {
    if (panel.session[row]! <= session) return;
    const moved = (by: number): number => Math.exp(by * random.normal());
    const level = moved(0.5);
    open[row]! *= level * moved(0.05);
    close[row]! *= level * moved(0.05);
    high[row] = Math.max(open[row]!, close[row]!, high[row]! * level) * (1 + 0.02 * random.uniform());
    low[row] = Math.min(open[row]!, close[row]!, low[row]! * level) * (1 - 0.02 * random.uniform());
    adjClose[row] = close[row]! * (panel.adjClose[row]! / panel.close[row]!) * moved(0.1);
    volume[row] = Math.round(volume[row]! * moved(1));
  });
}

/**
 * The panel as its source would give it after a split in two and a dividend of half the price in the session after: the
 * bars up to it are adjusted anew. A factor of 2 is exact in binary, so that no comparison of prices turns over.
 */
export function readjustUpTo(panel: Panel, session: number): Panel {
  return withBars(panel, (row, { open, high, low, close, adjClose, volume }) => {
    if (panel.session[row]! > session) return;
    for (const price of [open, high, low, close]) price[row]! /= 2;
    adjClose[row]! /= 4;
    volume[row]! *= 2;
  });
}

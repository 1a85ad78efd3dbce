import { type Prices, pricesOf } from "../../backtest/index.ts";
import type { Panel } from "../../market/index.ts";

/**
 * Each row's return over `bars` bars of its ticker that begin `delay` bars later, by row: from the open after them, or from the
 * decision's own close. NaN where the ticker has no such bars.
 *
 * @param prices of the panel, where the caller has them already.
 */
export function forwardReturns(
  panel: Panel,
  bars: number,
  delay = 0,
  from: "open" | "close" = "open",
  { open, close }: Pick<Prices, "open" | "close"> = pricesOf(panel),
): Float64Array {
  const result = new Float64Array(panel.rows).fill(Number.NaN);
  for (let t = 0; t < panel.tickers.length; t++) {
    for (let row = panel.offsets[t]!; row + delay + bars < panel.offsets[t + 1]!; row++) {
      const start = from === "open" ? open[row + delay + 1]! : close[row + delay]!;
      result[row] = close[row + delay + bars]! / start - 1;
    }
  }
  return result;
}

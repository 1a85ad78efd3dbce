import { ROUND_TRIP_COST } from "../backtest/index.ts";
import { type Labelling, simple } from "../labels/index.ts";
import type { Panel } from "../market/index.ts";

/**
 * What a BUY really earns by row, the same under every protocol: bought at the next open, sold at the close of the
 * window's last bar, after costs. Nobody can buy at the close that decides, nor hold one ticker into another. NaN where
 * the outcome cannot be known.
 */
export function netOfBuying(panel: Panel, { profit, stop, horizon }: Labelling): Float64Array {
  return simple(panel, { profit, stop, horizon }).ret.map((ret) => ret - ROUND_TRIP_COST);
}

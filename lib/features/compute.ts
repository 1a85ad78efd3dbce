import type { AdjustedBars } from "../market/index.ts";
import { advanced } from "./groups/advanced.ts";
import { institutional } from "./groups/institutional.ts";
import { microstructure } from "./groups/microstructure.ts";
import { technical } from "./groups/technical.ts";
import { trend } from "./groups/trend.ts";
import { layBars, type Scratch } from "./scratch.ts";

/**
 * The 71 features of one ticker, or of two, in float64, into `scratch.features`, from entry 0 on. NaN where a window is
 * not full; infinities as they come. A ticker's results do not depend on the one beside it.
 */
export function computeFeatures(tickers: readonly AdjustedBars[], scratch: Scratch): void {
  const bars = layBars(tickers, scratch);
  technical(bars, scratch);
  advanced(bars, scratch);
  trend(bars, scratch);
  microstructure(bars, scratch);
  institutional(bars, scratch);
}

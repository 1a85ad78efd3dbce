import type { AdjustedBars } from "../market/index.ts";
import { advanced } from "./groups/advanced.ts";
import { institutional } from "./groups/institutional.ts";
import { microstructure } from "./groups/microstructure.ts";
import { technical } from "./groups/technical.ts";
import { trend } from "./groups/trend.ts";
import type { Scratch } from "./scratch.ts";

/**
 * The 71 features of one ticker in float64, into `scratch.features`, from entry 0 on. NaN where a window is not full;
 * infinities as they come.
 */
export function computeFeatures(bars: AdjustedBars, scratch: Scratch): void {
  technical(bars, scratch);
  advanced(bars, scratch);
  trend(bars, scratch);
  microstructure(bars, scratch);
  institutional(bars, scratch);
}

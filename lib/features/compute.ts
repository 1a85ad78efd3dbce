import type { AdjustedBars } from "../market/index.ts";
import { advanced } from "./groups/advanced.ts";
import { institutional } from "./groups/institutional.ts";
import { microstructure } from "./groups/microstructure.ts";
import { technical } from "./groups/technical.ts";
import { trend } from "./groups/trend.ts";
import type { Workspace } from "./workspace.ts";

/**
 * The 71 features of one ticker in float64, into `workspace.features`, from entry 0 on. NaN where a window is not full;
 * infinities as they come.
 */
export function computeFeatures(bars: AdjustedBars, workspace: Workspace): void {
  technical(bars, workspace);
  advanced(bars, workspace);
  trend(bars, workspace);
  microstructure(bars, workspace);
  institutional(bars, workspace);
}

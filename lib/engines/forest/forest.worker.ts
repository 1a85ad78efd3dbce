import { serveTasks } from "../../runtime/index.ts";
import { type BinnedFold, type ForestOptions, forestProbability } from "./forest.ts";

/** One forest on one fold. */
export interface ForestTask {
  readonly fold: BinnedFold;
  readonly target: Int8Array;
  readonly options: ForestOptions;
}

serveTasks<ForestTask>(({ fold, target, options }) => forestProbability(fold, target, options));

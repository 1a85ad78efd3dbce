import { workerPool } from "../../runtime/index.ts";
import type { BinnedFold, ForestOptions } from "./forest.ts";
import type { ForestTask } from "./forest.worker.ts";

/** A forest's probabilities on the fold's test rows, from a worker thread; see `forestProbability`. */
export function growForest(
  fold: BinnedFold,
  target: Int8Array,
  options: ForestOptions,
): Promise<Float64Array | undefined> {
  const task: ForestTask = { fold, target, options };
  return workerPool("./forest.worker", import.meta.url).run(task);
}

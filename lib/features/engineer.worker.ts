import { releaseShared, serveTasks } from "../runtime/index.ts";
import { type FillTask, fillFeatures } from "./fill.ts";

serveTasks<FillTask>(async (task) => {
  await fillFeatures(task);
  // In a later turn, when nothing here refers to the task any more: an idle thread holds no one's block.
  setImmediate(() => releaseShared());
});

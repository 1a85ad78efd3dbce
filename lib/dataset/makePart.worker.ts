import { serveTasks } from "../runtime/index.ts";
import { type KeepTask, keepBars, makePart, type PartTask } from "./makePart.ts";

serveTasks<KeepTask | PartTask>((task) => ("panel" in task ? keepBars(task) : makePart(task)));

import { serveTasks } from "../runtime/index.ts";
import { type FillTask, fillFeatures } from "./fill.ts";

serveTasks<FillTask>(fillFeatures);

import { serveTasks } from "../runtime/index.ts";
import { makePart, type PartTask } from "./makePart.ts";

serveTasks<PartTask>(makePart);

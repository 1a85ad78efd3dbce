import type { Panel } from "../market/index.ts";
import { releaseShared, serveTasks } from "../runtime/index.ts";
import { findingsOf } from "./panelDemands.ts";

/** What `findingsOf` is asked. */
export interface FindingsTask {
  readonly panel: Panel;
  readonly today: number;
  readonly demanded: number;
  readonly from: number;
}

serveTasks<FindingsTask>(({ panel, today, demanded, from }) => {
  setImmediate(() => releaseShared());
  return findingsOf(panel, today, demanded, from);
});

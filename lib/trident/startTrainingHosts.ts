import { availableParallelism } from "node:os";
import { type EngineHost, startMemberHost } from "../engines/index.ts";
import type { TridentProfile } from "../runtime/index.ts";

/**
 * The processes of a training: one that keeps the studies, and one for each trial at a time. A process loads the engines
 * with its first fit, which takes seconds; it starts with its first call.
 *
 * @param workers trials at a time; as many as the machine's cores allow by default.
 */
export function startTrainingHosts(
  { threads }: Pick<TridentProfile, "threads">,
  workers: number = Math.max(1, Math.floor(availableParallelism() / threads)),
): readonly EngineHost[] {
  return Array.from({ length: workers + 1 }, () => startMemberHost());
}

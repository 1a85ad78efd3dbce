import { availableParallelism } from "node:os";
import { type DeviceChoice, type EngineHost, startMemberHost, visibleGpus } from "../engines/index.ts";
import type { TridentProfile } from "../runtime/index.ts";

export interface TrainingHostsOptions {
  /** Trials at a time; by default as many as the machine's cores allow, on GPUs one for each. */
  readonly workers?: number | undefined;
  readonly device?: DeviceChoice | undefined;
}

/**
 * The processes of a training: one that keeps the studies, and one for each trial at a time. A process loads the engines
 * with its first fit, which takes seconds; it starts with its first call.
 *
 * Where a GPU may be used each process sees one alone, and has it to itself unless more workers are asked for: what two
 * have binned may not fit beside each other.
 */
export async function startTrainingHosts(
  { threads }: Pick<TridentProfile, "threads">,
  { workers, device = "cpu" }: TrainingHostsOptions = {},
): Promise<readonly EngineHost[]> {
  const gpus = device === "cpu" ? [] : await visibleGpus();
  const usual = gpus.length > 0 ? gpus.length : Math.max(1, Math.floor(availableParallelism() / threads));
  const working = Array.from({ length: workers ?? usual }, (_, k) =>
    startMemberHost(undefined, gpus.length > 0 ? gpus[k % gpus.length] : undefined),
  );
  return [startMemberHost(), ...working];
}

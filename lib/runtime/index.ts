/**
 * What every computation stands on: matrices in shared memory, worker threads, seeds by name, progress, and the
 * session that owns what lives as long as the process.
 *
 * ```ts
 * const random = createRandom(42, "shuffled labels");
 * const matrix = createMatrix(["a", "b"], 1000);
 * matrixColumn(matrix, "a").forEach((_, i, column) => { column[i] = random.normal(); });
 * ```
 */
export { allDone } from "./allDone.ts";
export { atATime } from "./atATime.ts";
export {
  type Benchmark,
  type BenchmarkOptions,
  type BenchmarkResult,
  type PairedRuns,
  pairedRuns,
  secondsOf,
} from "./benchmark.ts";
export { bisectLeft } from "./bisectLeft.ts";

export { createMatrix, type Matrix, matrixColumn } from "./matrix.ts";

export { type Peer, PeerError, startPeer } from "./peer.ts";
export { serveTasks, WorkerError, type WorkerPool, workerPool } from "./pool.ts";
export { PROFILE_NAMES, PROFILES, type Profile, type ProfileName, profileOf, type TridentProfile } from "./profiles.ts";
export { type Progress, showProgress } from "./progress.ts";
export { createRandom, type Random, seedOf } from "./random.ts";
export { selectRank } from "./selectRank.ts";
export { currentSession, type Session } from "./session.ts";
export { releaseShared, sharedFloat64, sharedInt32, sharedUint32 } from "./shared.ts";
export { foundFile, workFile } from "./workFile.ts";

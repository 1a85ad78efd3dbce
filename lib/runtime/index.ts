export {
  type Benchmark,
  type BenchmarkOptions,
  type BenchmarkResult,
  type PairedRuns,
  pairedRuns,
  secondsOf,
} from "./benchmark.ts";

export { createMatrix, type Matrix, matrixColumn } from "./matrix.ts";

export { type Peer, PeerError, startPeer } from "./peer.ts";
export { serveTasks, WorkerError, type WorkerPool, workerPool } from "./pool.ts";
export { PROFILE_NAMES, PROFILES, type Profile, type ProfileName, profileOf } from "./profiles.ts";
export { type Progress, showProgress } from "./progress.ts";
export { createRandom, type Random, seedOf } from "./random.ts";
export { currentSession, type Session } from "./session.ts";
export { releaseShared, sharedFloat64, sharedInt32, sharedUint32 } from "./shared.ts";

export { makeFolder, makeFolderSync } from "trident-jupyter/makeFolder";
export { writeAtomically } from "./atomic.ts";
export {
  type Benchmark,
  type BenchmarkOptions,
  type BenchmarkResult,
  type PairedRuns,
  pairedRuns,
  secondsOf,
} from "./benchmark.ts";
export { isoDate, parseIsoDate } from "./dates.ts";
export { shownAs, type Table } from "./display.ts";
export { type ErrorContext, isTridentError, TridentError, UsageError } from "./errors.ts";
export { type FileHash, hashFile } from "./hashFile.ts";
export { joinParquet, ParquetJoinError } from "./joinParquet.ts";
export { createMatrix, type Matrix, matrixColumn } from "./matrix.ts";
export { type MatrixFile, MatrixFileError, readMatrix, writeMatrix } from "./matrixFile.ts";
export { type Peer, PeerError, startPeer } from "./peer.ts";
export { serveTasks, WorkerError, type WorkerPool, workerPool } from "./pool.ts";
export { type Progress, showProgress } from "./progress.ts";
export { createRandom, type Random, seedOf } from "./random.ts";
export { currentSession, type Session } from "./session.ts";
export { releaseShared, sharedFloat64, sharedInt32, sharedUint32 } from "./shared.ts";
export { type FileColumn, writeParquet } from "./writeParquet.ts";

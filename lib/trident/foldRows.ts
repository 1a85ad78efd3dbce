import type { Fold } from "../cv/index.ts";
import type { Labels } from "../labels/index.ts";

/** The share of a fold's training dates, its last, that tells a booster when to stop. */
const STOPPING = 0.15;

/** One fold of one cluster, as an engine gets it. */
export interface FoldRows {
  readonly name: string;
  /** Rows of the matrix to learn from, ascending; then those of the stopping slice. */
  readonly rows: Uint32Array;
  /** Places of the stopping slice in `rows`. */
  readonly stopping: readonly [from: number, to: number] | undefined;
  readonly test: Uint32Array;
}

/**
 * The rows of one cluster in a fold. A slice that stops a training early is the last 15 % of the fold's training dates,
 * whatever the cluster; rows whose outcome reaches into it are left out of what is learned from, and the test block has
 * no part in it.
 *
 * @param belongs true for the rows of the cluster.
 * @param stops whether there is a stopping slice.
 */
export function foldRows(labels: Labels, fold: Fold, belongs: (row: number) => boolean, stops: boolean): FoldRows {
  const { decisionSession, exitSession } = labels;
  const train = fold.train.filter(belongs);
  const test = fold.test.filter(belongs);
  if (!stops) return { name: fold.name, rows: train, stopping: undefined, test };
  const from = stoppingStart(labels, fold);
  const learn = train.filter((row) => decisionSession[row]! < from && exitSession[row]! < from);
  const watch = train.filter((row) => decisionSession[row]! >= from);
  const rows = new Uint32Array(learn.length + watch.length);
  rows.set(learn);
  rows.set(watch, learn.length);
  return { name: fold.name, rows, stopping: [learn.length, rows.length], test };
}

/** The first session of the fold's stopping slice. */
function stoppingStart({ decisionSession, calendar }: Labels, { train }: Fold): number {
  const trained = new Uint8Array(calendar.length);
  for (const row of train) trained[decisionSession[row]!] = 1;
  const sessions = [...trained.keys()].filter((session) => trained[session] === 1);
  return sessions[Math.min(sessions.length - 1, Math.floor((1 - STOPPING) * sessions.length))]!;
}

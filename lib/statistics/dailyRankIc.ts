import { eachTie } from "./eachTie.ts";
import { sameLength } from "./sameLength.ts";
import { sortByValue } from "./sortByValue.ts";

/** Rank correlations by session, ascending; sessions that say nothing of an order are not in it. */
export interface DailyRankIc {
  readonly session: Int32Array;
  readonly correlation: Float64Array;
}

export interface RankedRows {
  /** Each row's session, its place in the panel's calendar; rows in any order. */
  readonly session: ArrayLike<number>;
  readonly score: ArrayLike<number>;
  /** What the score is to rank: the return of each row. */
  readonly outcome: ArrayLike<number>;
}

/** A session with fewer rows says next to nothing of an order. */
const FEWEST_ROWS = 5;

/**
 * Spearman's correlation of scores and outcomes among the rows of each session, ties sharing the mean of their ranks.
 * Rows whose score or outcome is NaN are left out, and so are sessions with under 5 rows or in which scores or outcomes
 * are all equal.
 *
 * @throws UsageError if lengths differ.
 */
export function dailyRankIc({ outcome, ...scored }: RankedRows): DailyRankIc {
  return scoresRankIc(scored)(outcome);
}

/**
 * The same of scores that are to be compared with many outcomes: they are sorted once.
 *
 * @returns a function of each row's outcome.
 * @throws UsageError if lengths differ.
 */
export function scoresRankIc({
  session,
  score,
}: Omit<RankedRows, "outcome">): (outcome: ArrayLike<number>) => DailyRankIc {
  sameLength({ session, score });
  const { starts, order, first } = rowsBySession(session, (i) => !Number.isNaN(score[i]!));
  let most = 0;
  for (let s = 0; s + 1 < starts.length; s++) {
    most = Math.max(most, starts[s + 1]! - starts[s]!);
    sortByValue(order.subarray(starts[s], starts[s + 1]), score);
  }
  const rows = new Uint32Array(most);
  const rankOfScore = new Uint32Array(session.length);
  const rankOfOutcome = new Uint32Array(session.length);
  return (outcome) => {
    sameLength({ session, outcome });
    const sessions: number[] = [];
    const correlations: number[] = [];
    for (let s = 0; s + 1 < starts.length; s++) {
      let count = 0;
      for (let i = starts[s]!; i < starts[s + 1]!; i++) {
        const row = order[i]!;
        if (!Number.isNaN(outcome[row]!)) rows[count++] = row;
      }
      if (count < FEWEST_ROWS) continue;
      const known = rows.subarray(0, count);
      rankSorted(known, score, rankOfScore);
      sortByValue(known, outcome);
      rankSorted(known, outcome, rankOfOutcome);
      const correlation = correlationOf(known, rankOfScore, rankOfOutcome);
      if (Number.isNaN(correlation)) continue;
      sessions.push(first + s);
      correlations.push(correlation);
    }
    return { session: Int32Array.from(sessions), correlation: Float64Array.from(correlations) };
  };
}

/** Places of the rows that count, session after session, and where each session's begin. */
function rowsBySession(session: ArrayLike<number>, counts: (row: number) => boolean) {
  let [first, last] = [Number.POSITIVE_INFINITY, -1];
  for (let i = 0; i < session.length; i++) {
    first = Math.min(first, session[i]!);
    last = Math.max(last, session[i]!);
  }
  const starts = new Uint32Array(Math.max(0, last - first + 1) + 1);
  for (let i = 0; i < session.length; i++) if (counts(i)) starts[session[i]! - first + 1]!++;
  for (let s = 1; s < starts.length; s++) starts[s]! += starts[s - 1]!;
  const next = starts.slice();
  const order = new Uint32Array(starts.at(-1)!);
  for (let i = 0; i < session.length; i++) if (counts(i)) order[next[session[i]! - first]!++] = i;
  return { starts, order, first };
}

/** Twice the mean rank of each row's value, of rows that are sorted by it. */
function rankSorted(rows: Uint32Array, values: ArrayLike<number>, rank: Uint32Array): void {
  eachTie(rows, values, (from, to) => {
    for (let i = from; i < to; i++) rank[rows[i]!] = from + to;
  });
}

/** Pearson's of two columns of ranks, whose mean is known. */
function correlationOf(rows: Uint32Array, a: Uint32Array, b: Uint32Array): number {
  const mean = rows.length;
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const [x, y] = [a[row]! - mean, b[row]! - mean];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : Number.NaN;
}

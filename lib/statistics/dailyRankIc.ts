import { sameLength } from "./sameLength.ts";

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
export function dailyRankIc({ session, score, outcome }: RankedRows): DailyRankIc {
  sameLength({ session, score, outcome });
  const { starts, order, first } = rowsBySession(
    session,
    (i) => !Number.isNaN(score[i]!) && !Number.isNaN(outcome[i]!),
  );
  const sessions: number[] = [];
  const correlations: number[] = [];
  for (let s = 0; s + 1 < starts.length; s++) {
    const [from, to] = [starts[s]!, starts[s + 1]!];
    if (to - from < FEWEST_ROWS) continue;
    const [a, b] = [score, outcome].map((values) => {
      const own = new Float64Array(to - from);
      for (let i = from; i < to; i++) own[i - from] = values[order[i]!]!;
      return meanRanks(own);
    });
    const correlation = correlationOf(a!, b!);
    if (Number.isNaN(correlation)) continue;
    sessions.push(first + s);
    correlations.push(correlation);
  }
  return { session: Int32Array.from(sessions), correlation: Float64Array.from(correlations) };
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

/** Twice the mean rank of each value, from its place among the sorted ones: nothing is sorted by a comparison in script. */
function meanRanks(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  return values.map((value) => {
    const below = placeOf(sorted, value, false);
    // Most values are there once.
    return below + (sorted[below + 1] === value ? placeOf(sorted, value, true) : below + 1);
  });
}

/** How many of the sorted values are below one, or not above it. */
function placeOf(sorted: Float64Array, value: number, orEqual: boolean): number {
  let low = 0;
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value || (orEqual && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Pearson's of two columns of ranks, whose mean is known. */
function correlationOf(a: Float64Array, b: Float64Array): number {
  const mean = a.length;
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]! - mean, b[i]! - mean];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : Number.NaN;
}

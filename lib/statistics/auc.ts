import { UsageError } from "trident-base";
import { sameLength } from "./sameLength.ts";

/**
 * Area under the ROC curve: the chance that a positive row scores above a negative one, a tie counted half (Mann and
 * Whitney 1947). NaN unless there are both.
 *
 * @param positive 1 where the row is positive; anything else is negative.
 * @throws UsageError if the lengths differ or a score is NaN.
 */
export function auc(score: ArrayLike<number>, positive: ArrayLike<number>): number {
  const { positives, negatives } = sortedScores(score, positive);
  let twiceAbove = 0;
  for (const s of positives) twiceAbove += twiceBelow(negatives, s);
  return twiceAbove / (2 * positives.length * negatives.length);
}

/**
 * Each row's placement: the share of the other class that it is ranked rightly against, a tie counted half. The mean placement of the
 * positives is the AUC, and so is that of the negatives.
 *
 * @throws UsageError if the lengths differ or a score is NaN.
 */
export function placements(score: ArrayLike<number>, positive: ArrayLike<number>): Float64Array {
  const { positives, negatives } = sortedScores(score, positive);
  return Float64Array.from(score, (s, i) =>
    positive[i] === 1
      ? twiceBelow(negatives, s) / (2 * negatives.length)
      : 1 - twiceBelow(positives, s) / (2 * positives.length),
  );
}

function sortedScores(score: ArrayLike<number>, positive: ArrayLike<number>) {
  sameLength({ score, positive });
  const positives = new Float64Array(score.length);
  const negatives = new Float64Array(score.length);
  let p = 0;
  let n = 0;
  for (let i = 0; i < score.length; i++) {
    const s = score[i]!;
    if (Number.isNaN(s)) throw new UsageError(`the score of row ${i} is NaN`, { remedy: "Leave such rows out." });
    if (positive[i] === 1) positives[p++] = s;
    else negatives[n++] = s;
  }
  return { positives: positives.subarray(0, p).sort(), negatives: negatives.subarray(0, n).sort() };
}

/** Twice the number of values below `s`, plus the number equal to it, so that ties stay whole. */
function twiceBelow(sorted: Float64Array, s: number): number {
  let low = 0;
  for (let high = sorted.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < s) low = middle + 1;
    else high = middle;
  }
  let end = low;
  for (let high = sorted.length; end < high; ) {
    const middle = (end + high) >>> 1;
    if (sorted[middle]! <= s) end = middle + 1;
    else high = middle;
  }
  return low + end;
}

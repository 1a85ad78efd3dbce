import { UsageError } from "trident-base";
import { eachTie } from "./eachTie.ts";
import { sameLength } from "./sameLength.ts";
import { sortByValue } from "./sortByValue.ts";

/**
 * Area under the ROC curve: the chance that a positive row scores above a negative one, a tie counted half (Mann and
 * Whitney 1947). NaN unless there are both.
 *
 * @param positive 1 where the row is positive; anything else is negative.
 * @throws UsageError if the lengths differ or a score is NaN.
 */
export function auc(score: ArrayLike<number>, positive: ArrayLike<number>): number {
  const { positives, negatives, order } = sortedScores(score, positive);
  let twiceAbove = 0;
  eachTiedScore(order, score, positive, (from, to, positivesBelow, positivesTied) => {
    twiceAbove += positivesTied * (2 * (from - positivesBelow) + (to - from - positivesTied));
  });
  return twiceAbove / (2 * positives * negatives);
}

/**
 * Each row's placement: the share of the other class that it is ranked rightly against, a tie counted half. The mean placement of the
 * positives is the AUC, and so is that of the negatives.
 *
 * @throws UsageError if the lengths differ or a score is NaN.
 */
export function placements(score: ArrayLike<number>, positive: ArrayLike<number>): Float64Array {
  const { positives, negatives, order } = sortedScores(score, positive);
  const placed = new Float64Array(score.length);
  eachTiedScore(order, score, positive, (from, to, positivesBelow, positivesTied) => {
    // Twice the number of the others below, plus the number equal, so that ties stay whole.
    const ofPositive = (2 * (from - positivesBelow) + (to - from - positivesTied)) / (2 * negatives);
    const ofNegative = 1 - (2 * positivesBelow + positivesTied) / (2 * positives);
    for (let i = from; i < to; i++) placed[order[i]!] = positive[order[i]!] === 1 ? ofPositive : ofNegative;
  });
  return placed;
}

function sortedScores(score: ArrayLike<number>, positive: ArrayLike<number>) {
  sameLength({ score, positive });
  const order = new Uint32Array(score.length);
  let positives = 0;
  for (let i = 0; i < score.length; i++) {
    if (Number.isNaN(score[i]!)) {
      throw new UsageError(`the score of row ${i} is NaN`, { remedy: "Leave such rows out." });
    }
    order[i] = i;
    if (positive[i] === 1) positives++;
  }
  sortByValue(order, score);
  return { order, positives, negatives: score.length - positives };
}

/** Calls with each run of equal scores in the order, and how many positives lie below and in it. */
function eachTiedScore(
  order: Uint32Array,
  score: ArrayLike<number>,
  positive: ArrayLike<number>,
  call: (from: number, to: number, positivesBelow: number, positivesTied: number) => void,
): void {
  let below = 0;
  eachTie(order, score, (from, to) => {
    let tied = 0;
    for (let i = from; i < to; i++) if (positive[order[i]!] === 1) tied++;
    call(from, to, below, tied);
    below += tied;
  });
}

import { sameLength } from "./sameLength.ts";

/**
 * Share of the answers that are right; NaN without any. Classes are whole numbers.
 *
 * @throws UsageError if the lengths differ.
 */
export function accuracy(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  sameLength({ actual, predicted });
  let right = 0;
  for (let i = 0; i < actual.length; i++) if (actual[i] === predicted[i]) right++;
  return right / actual.length;
}

/**
 * Why nothing can be learned of a target: it has one class. That is a result, not a fault: barriers that a quiet stock
 * never reaches, or always does.
 *
 * @param target 1 where the label is BUY, 0 where it is not.
 * @returns null where there are both classes.
 */
export function nothingToLearn(target: Int8Array): string | null {
  if (target.length === 0) return "no barrier was reached";
  if (target.every((value) => value !== 1)) return "no target was reached";
  return target.every((value) => value === 1) ? "every target was reached" : null;
}

/** Accuracy of the best constant answer: the share of the most frequent class; NaN without any rows. */
export function baseRate(actual: ArrayLike<number>): number {
  const counts = new Map<number, number>();
  for (let i = 0; i < actual.length; i++) counts.set(actual[i]!, (counts.get(actual[i]!) ?? 0) + 1);
  return Math.max(0, ...counts.values()) / actual.length;
}

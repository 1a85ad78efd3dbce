/**
 * Which hypotheses are rejected so that, of all that are true, one is with at most this probability: the smallest p is
 * held against level / m, the next against level / (m - 1), until one does not pass (Holm, "A simple sequentially
 * rejective multiple test procedure", 1979). A p that is NaN rejects nothing and counts all the same.
 *
 * @returns by hypothesis.
 */
export function holm(p: readonly number[], level: number): readonly boolean[] {
  const rejected = p.map(() => false);
  const order = [...p.keys()].filter((k) => !Number.isNaN(p[k]!)).sort((a, b) => p[a]! - p[b]!);
  for (const [rank, k] of order.entries()) {
    if (!(p[k]! <= level / (p.length - rank))) break;
    rejected[k] = true;
  }
  return rejected;
}

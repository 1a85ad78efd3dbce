/**
 * Ranks, equal values sharing the mean of theirs, to mean 0 and length 1: the product of two is Spearman's correlation.
 * NaN where all values are equal.
 */
export function standardisedRanks(values: ArrayLike<number>): Float64Array {
  const order = Float64Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let k = 0; k < order.length; ) {
    let end = k;
    while (end < order.length && values[order[end]!] === values[order[k]!]) end++;
    for (let j = k; j < end; j++) ranks[order[j]!] = (k + end - 1) / 2;
    k = end;
  }
  const mean = (ranks.length - 1) / 2;
  const length = Math.sqrt(ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0));
  return ranks.map((rank) => (rank - mean) / length);
}

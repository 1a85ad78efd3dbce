import { eachTie } from "./eachTie.ts";
import { sortByValue } from "./sortByValue.ts";

/**
 * Ranks, equal values sharing the mean of theirs, to mean 0 and length 1: the product of two is Spearman's correlation.
 * NaN where all values are equal.
 */
export function standardisedRanks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i);
  sortByValue(order, values);
  const ranks = new Float64Array(values.length);
  eachTie(order, values, (from, to) => {
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + to - 1) / 2;
  });
  const mean = (ranks.length - 1) / 2;
  const length = Math.sqrt(ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0));
  return ranks.map((rank) => (rank - mean) / length);
}

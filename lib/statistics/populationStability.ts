import { UsageError } from "trident-base";

/** Below this a share counts as this: an empty bin would make the index infinite. */
const SMALLEST_SHARE = 1e-4;

/**
 * The population stability index: how far a sample has drifted from a reference, the sum over bins of (a - e) ln(a / e)
 * with the shares e of the reference and a of the sample (Siddiqi, Credit Risk Scorecards, 2006). Bins are cut at the
 * reference's quantiles; equal values share a bin, so features of few values work. By custom below 0.1 is stable and
 * above 0.25 has moved. NaN is left out; NaN is the index of a sample or a reference without values.
 *
 * @throws UsageError if `bins` is no whole number from 2.
 */
export function populationStability(reference: Iterable<number>, sample: Iterable<number>, bins = 10): number {
  if (!Number.isInteger(bins) || bins < 2) {
    throw new UsageError(`bins is ${bins}`, { remedy: "Give a whole number from 2." });
  }
  const sorted = known(reference).sort();
  const values = known(sample);
  if (sorted.length === 0 || values.length === 0) return Number.NaN;
  const quantiles = Array.from({ length: bins - 1 }, (_, k) => sorted[Math.floor(((k + 1) * sorted.length) / bins)]!);
  const cuts = Float64Array.from(new Set(quantiles));
  const expected = shares(sorted, cuts);
  const actual = shares(values, cuts);
  let index = 0;
  for (const [k, e] of expected.entries()) index += (actual[k]! - e) * Math.log(actual[k]! / e);
  return index;
}

function known(values: Iterable<number>): Float64Array {
  return Float64Array.from(values).filter((value) => !Number.isNaN(value));
}

/** Shares of the values below the first cut, from each cut to the next, and from the last on. */
function shares(values: Float64Array, cuts: Float64Array): readonly number[] {
  const counts = new Array<number>(cuts.length + 1).fill(0);
  for (const value of values) {
    let [low, high] = [0, cuts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cuts[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    counts[low]!++;
  }
  return counts.map((count) => Math.max(count / values.length, SMALLEST_SHARE));
}

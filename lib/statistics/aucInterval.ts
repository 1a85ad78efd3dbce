import { auc, placements } from "./auc.ts";
import { type BootstrapEstimate, type DateBlockBootstrapOptions, dateBlockBootstrap } from "./dateBlockBootstrap.ts";

export interface AucIntervalOptions extends Omit<DateBlockBootstrapOptions, "columns" | "statistic"> {
  readonly score: ArrayLike<number>;
  /** 1 where the row is positive; anything else is negative. */
  readonly positive: ArrayLike<number>;
}

/**
 * The AUC with its date-block bootstrap interval. To rank anew in every draw would cost a pass over all rows; instead
 * the placements of the whole sample are resampled (the linear part of the U-statistic: DeLong, DeLong and
 * Clarke-Pearson 1988), after which an AUC is a function of four sums: the mean placement of the positives plus that of
 * the negatives, less the sample's AUC.
 *
 * @throws UsageError if there are no rows, lengths differ or a score is NaN.
 */
export function aucInterval({ score, positive, ...rest }: AucIntervalOptions): BootstrapEstimate {
  const estimate = auc(score, positive);
  const placement = placements(score, positive);
  const ones = Float64Array.from(positive, (p) => (p === 1 ? 1 : 0));
  const zeros = ones.map((p) => 1 - p);
  return dateBlockBootstrap({
    ...rest,
    columns: [
      placement.map((x, i) => (ones[i] === 1 ? x : 0)),
      ones,
      placement.map((x, i) => (ones[i] === 1 ? 0 : x)),
      zeros,
    ],
    statistic: ([above, positives, below, negatives]) => above! / positives! + below! / negatives! - estimate,
  });
}

import { placements } from "./auc.ts";
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
 * the negatives, less the sample's AUC. All is NaN unless there are both classes.
 *
 * @throws UsageError if there are no rows, lengths differ or a score is NaN.
 */
export function aucInterval({ score, positive, ...rest }: AucIntervalOptions): BootstrapEstimate {
  const placement = placements(score, positive);
  const columns = [0, 1, 2, 3].map(() => new Float64Array(score.length));
  let above = 0;
  let positives = 0;
  for (let i = 0; i < score.length; i++) {
    const isPositive = positive[i] === 1;
    // Without both classes there are no placements, and the statistic divides by 0.
    const placed = Number.isNaN(placement[i]!) ? 0 : placement[i]!;
    columns[isPositive ? 0 : 2]![i] = placed;
    columns[isPositive ? 1 : 3]![i] = 1;
    above += isPositive ? placed : 0;
    positives += isPositive ? 1 : 0;
  }
  const estimate = above / positives;
  return dateBlockBootstrap({
    ...rest,
    columns,
    statistic: (sums) => sums[0]! / sums[1]! + sums[2]! / sums[3]! - estimate,
  });
}

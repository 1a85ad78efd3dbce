import { type BootstrapEstimate, dateBlockBootstrap } from "./dateBlockBootstrap.ts";
import { deflatedSharpe, type SearchedTrials } from "./deflatedSharpe.ts";
import { lowerBound } from "./lowerBound.ts";
import { sameLength } from "./sameLength.ts";
import { type SharpeRatio, sharpe } from "./sharpe.ts";
import { type Spa, spa } from "./spa.ts";

export interface EdgeEvidenceOptions {
  /** Daily net returns of the chosen policy, out of fold or out of sample, a session each. */
  readonly returns: ArrayLike<number>;
  /** Those of always-BUY on the same sessions, with the same labels and costs. */
  readonly alwaysBuy: ArrayLike<number>;
  /** The search that chose it. */
  readonly trials: SearchedTrials;
  /** Daily returns of all policies that were compared on these sessions, if any: the SPA then counts them too. */
  readonly rivals?: readonly ArrayLike<number>[];
  readonly seed: number | string;
}

/** The statistics that an edge verdict rests on. */
export interface EdgeEvidence {
  readonly sharpe: SharpeRatio;
  readonly deflatedSharpe: number;
  /** Of the excess over always-BUY, by this policy: its `best` is 0 where no rival does better. */
  readonly spa: Spa;
  /** The mean daily excess over always-BUY with its date-block interval, and its one-sided 95 % lower bound. */
  readonly excess: BootstrapEstimate;
  readonly excessLowerBound: number;
}

/**
 * What daily returns say about an edge: the deflated Sharpe ratio by the raw number of trials, the test for superior
 * predictive ability against always-BUY, and a lower bound of the daily excess over it.
 *
 * @throws UsageError if lengths differ, a return is not finite, there are fewer than 20 sessions, or the trials cannot be.
 */
export function edgeEvidence({ returns, alwaysBuy, trials, rivals = [], seed }: EdgeEvidenceOptions): EdgeEvidence {
  sameLength({ returns, alwaysBuy });
  const over = (series: ArrayLike<number>): Float64Array => Float64Array.from(series, (r, i) => r - alwaysBuy[i]!);
  const excess = dateBlockBootstrap({
    session: Float64Array.from(returns, (_, i) => i),
    columns: [over(returns), new Float64Array(returns.length).fill(1)],
    statistic: (sums) => sums[0]! / sums[1]!,
    overlap: 1,
    seed,
  });
  const ratio = sharpe(returns);
  return {
    sharpe: ratio,
    deflatedSharpe: deflatedSharpe(ratio, trials),
    spa: spa({ excess: [over(returns), ...rivals.map(over)], chosen: 0, seed }),
    excess,
    excessLowerBound: lowerBound(excess),
  };
}

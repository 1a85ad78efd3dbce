import { type Alpha, alpha } from "./alpha.ts";
import { alphaSharpe, deflatedAlpha, hedgedReturns } from "./alphaSharpe.ts";
import type { SearchedTrials } from "./deflatedSharpe.ts";
import type { SharpeSample } from "./sharpe.ts";
import { type Spa, spa } from "./spa.ts";

export interface EdgeEvidenceOptions {
  /** Daily net returns of the chosen policy, out of fold or out of sample, a session each. */
  readonly returns: ArrayLike<number>;
  /** The panel's equal-weight return of the same sessions, without costs. */
  readonly market: ArrayLike<number>;
  /** The search that chose it; its variance is that of `alphaSharpe`. */
  readonly trials: SearchedTrials;
  /** Daily returns of all policies that were compared on these sessions, if any: the SPA then counts them too. */
  readonly rivals?: readonly ArrayLike<number>[];
  readonly seed: number | string;
}

/** The statistics that an edge verdict rests on. */
export interface EdgeEvidence {
  /** With beta, and the one-sided 95 % lower bound that is to be above 0. */
  readonly alpha: Alpha;
  readonly sharpe: SharpeSample;
  readonly deflatedSharpe: number;
  /** Of what the market does not explain, by this policy: its `best` is 0 where no rival does better. */
  readonly spa: Spa;
}

/**
 * What daily returns say about an edge: alpha with its lower bound, its deflated Sharpe ratio by the raw number of trials,
 * and the test for superior predictive ability of the returns less beta times the market's.
 *
 * @throws UsageError if lengths differ, a return is not finite, there are fewer than 20 sessions, or the trials cannot be.
 */
export function edgeEvidence({ returns, market, trials, rivals = [], seed }: EdgeEvidenceOptions): EdgeEvidence {
  const ratio = alphaSharpe(returns, market);
  const hedged = [returns, ...rivals].map((series) => hedgedReturns(series, market));
  return {
    alpha: alpha(returns, market),
    sharpe: ratio,
    deflatedSharpe: deflatedAlpha(ratio, trials),
    spa: spa({ excess: hedged, chosen: 0, seed }),
  };
}

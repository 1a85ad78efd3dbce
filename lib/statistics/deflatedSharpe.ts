import { UsageError } from "trident-base";
import { expectedMaximum } from "./expectedMaximum.ts";
import { moments } from "./moments.ts";
import { probabilisticSharpe } from "./probabilisticSharpe.ts";
import { type SharpeSample, sharpe } from "./sharpe.ts";

/** The search that a Sharpe ratio was the best of. */
export interface SearchedTrials {
  /** How many were tried: all that were started, failed and pruned ones too. */
  readonly count: number;
  /** Variance of the Sharpe ratios, of single periods, over those that have one. */
  readonly sharpeVariance: number;
}

/**
 * The deflated Sharpe ratio: the probabilistic one against what the best of as many worthless trials would be expected
 * to show. Bailey and Lopez de Prado, "The deflated Sharpe ratio: correcting for selection bias, backtest overfitting
 * and non-normality", Journal of Portfolio Management 40(5), 2014, equations 1 and 2. Without a selection (one trial)
 * it is the probabilistic one. NaN where the sample's ratio or the variance is not known.
 *
 * @param sample as `sharpe` gives it: the ratio of a single period, never an annualised one.
 * @throws UsageError if the sample cannot be, the count is no whole number or the variance is negative.
 */
export function deflatedSharpe(sample: SharpeSample, { count, sharpeVariance }: SearchedTrials): number {
  if (sharpeVariance < 0) throw new UsageError(`the variance of the trials' Sharpe ratios is ${sharpeVariance}`);
  const best = count === 1 ? 0 : expectedMaximum(count) * Math.sqrt(sharpeVariance);
  return probabilisticSharpe(sample, best);
}

/**
 * The variance, divided by n - 1, of the trials' Sharpe ratios of single periods: what `deflatedSharpe` takes. Trials
 * whose returns never move have no ratio and are left out; NaN if fewer than two are left.
 *
 * @param returns each trial's returns; lengths may differ.
 * @throws UsageError if a return is not finite.
 */
export function sharpeVariance(returns: readonly ArrayLike<number>[]): number {
  const ratios = returns.map((series) => sharpe(series).perPeriod).filter((ratio) => !Number.isNaN(ratio));
  return moments(ratios).standardDeviation ** 2;
}

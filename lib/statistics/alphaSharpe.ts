import { type AlphaOptions, alpha } from "./alpha.ts";
import { deflatedSharpe, type SearchedTrials } from "./deflatedSharpe.ts";
import { type SharpeSample, sharpe } from "./sharpe.ts";

/** What returns were beside beta times the market's: alpha plus residual, a session each. */
export function hedgedReturns(returns: ArrayLike<number>, market: ArrayLike<number>): Float64Array {
  const { beta } = alpha(returns, market);
  return Float64Array.from(returns, (r, s) => r - beta * market[s]!);
}

/**
 * The Sharpe ratio of alpha: of `hedgedReturns`. Its `periods` are the effective ones, (t / ratio)^2 with the block-robust
 * t of `alpha`: as many independent sessions would make the ratio as sure. NaN where t is not known.
 *
 * @throws UsageError if lengths differ or a value is not finite.
 */
export function alphaSharpe(
  returns: ArrayLike<number>,
  market: ArrayLike<number>,
  options: AlphaOptions = {},
): SharpeSample {
  const { estimate, standardError } = alpha(returns, market, options);
  const { perPeriod, skew, kurtosis } = sharpe(hedgedReturns(returns, market));
  return { perPeriod, periods: (estimate / standardError / perPeriod) ** 2, skew, kurtosis };
}

/**
 * The deflated Sharpe ratio of alpha. Trials differ by luck and by what they are worth, and only luck is to be taken off:
 * so the variance is at most 1 / periods, which is luck's own, and that where none was observed (NaN).
 *
 * @param sample as `alphaSharpe` gives it.
 * @param trials whose `sharpeVariance` is that of such ratios.
 * @throws UsageError if the count is no whole number or the variance is negative.
 */
export function deflatedAlpha(sample: SharpeSample, { count, sharpeVariance }: SearchedTrials): number {
  if (!(sample.periods >= 2)) return Number.NaN;
  const luck = 1 / sample.periods;
  return deflatedSharpe(sample, { count, sharpeVariance: sharpeVariance < luck ? sharpeVariance : luck });
}

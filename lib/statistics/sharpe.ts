import { finiteSeries } from "./finiteSeries.ts";
import { moments } from "./moments.ts";
import { SESSIONS_A_YEAR } from "./year.ts";

/** What is known of a Sharpe ratio from the returns of single periods; nothing in it is annualised. */
export interface SharpeSample {
  /** Mean return of a period over its standard deviation. */
  readonly perPeriod: number;
  readonly periods: number;
  readonly skew: number;
  /** Of a normal: 3. */
  readonly kurtosis: number;
}

export interface SharpeRatio extends SharpeSample {
  /** `perPeriod` times the square root of the periods a year. */
  readonly annual: number;
  /** Of `annual`. */
  readonly standardError: number;
}

/**
 * The Sharpe ratio with its standard error. All but `periods` is NaN with fewer than two returns or without movement.
 *
 * @param returns returns of single periods, fractions, less the risk-free rate where that matters.
 * @throws UsageError if a return is not finite.
 */
export function sharpe(returns: ArrayLike<number>, periodsPerYear = SESSIONS_A_YEAR): SharpeRatio {
  finiteSeries("return", returns);
  const { mean, standardDeviation, skew, kurtosis } = moments(returns);
  const perPeriod = standardDeviation > 0 ? mean / standardDeviation : Number.NaN;
  const sample = { perPeriod, periods: returns.length, skew, kurtosis };
  const scale = Math.sqrt(periodsPerYear);
  return { ...sample, annual: scale * perPeriod, standardError: scale * sharpeStandardError(sample) };
}

/**
 * The standard error of a Sharpe ratio of independent returns that need not be normal, per period:
 * sqrt((1 - skew SR + (kurtosis - 1) / 4 SR^2) / (T - 1)). Mertens, "Comments on variance of the IID estimator in Lo
 * (2002)", 2002, with T - 1 for T as in Bailey and Lopez de Prado, "The Sharpe ratio efficient frontier", 2012. With
 * the moments of a normal it is the one of Lo, "The statistics of Sharpe ratios", 2002, for independent returns.
 */
export function sharpeStandardError({ perPeriod, periods, skew, kurtosis }: SharpeSample): number {
  return Math.sqrt((1 - skew * perPeriod + ((kurtosis - 1) / 4) * perPeriod ** 2) / (periods - 1));
}

import { equityCurve } from "./equityCurve.ts";
import { SESSIONS_A_YEAR } from "./year.ts";

/**
 * Compound annual growth rate, a fraction a year; NaN without returns.
 *
 * @param returns returns of single periods, fractions.
 * @throws UsageError if a return is not finite or below -1.
 */
export function cagr(returns: ArrayLike<number>, periodsPerYear = SESSIONS_A_YEAR): number {
  const equity = equityCurve(returns);
  return equity.length === 0 ? Number.NaN : equity.at(-1)! ** (periodsPerYear / equity.length) - 1;
}

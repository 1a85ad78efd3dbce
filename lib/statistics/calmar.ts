import { cagr } from "./cagr.ts";
import { maxDrawdown } from "./maxDrawdown.ts";
import { SESSIONS_A_YEAR } from "./year.ts";

/**
 * Compound annual growth over the depth of the maximum drawdown, both of the whole series (Young, "Calmar ratio: a
 * smoother tool", 1991, took the last 36 months). Infinity without a drawdown, NaN if nothing was gained either.
 *
 * @param returns returns of single periods, fractions.
 * @throws UsageError if a return is not finite or below -1.
 */
export function calmar(returns: ArrayLike<number>, periodsPerYear = SESSIONS_A_YEAR): number {
  return cagr(returns, periodsPerYear) / Math.abs(maxDrawdown(returns).depth);
}

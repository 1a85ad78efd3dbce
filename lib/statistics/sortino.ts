import { finiteSeries } from "./finiteSeries.ts";
import { SESSIONS_A_YEAR } from "./year.ts";

/**
 * The Sortino ratio, annualised: mean return above `target` over the downside deviation, the root of the mean square of
 * what is missing to the target, all periods counted (Sortino and Price, "Performance measurement in a downside risk
 * framework", 1994). Infinity if nothing is ever missing, NaN if nothing is gained either.
 *
 * @param returns returns of single periods, fractions.
 * @param options `target` is a return of one period, default 0; `periodsPerYear` is 252 by default.
 * @throws UsageError if a return is not finite.
 */
export function sortino(
  returns: ArrayLike<number>,
  { target = 0, periodsPerYear = SESSIONS_A_YEAR }: { readonly target?: number; readonly periodsPerYear?: number } = {},
): number {
  finiteSeries("return", returns);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < returns.length; i++) {
    const above = returns[i]! - target;
    sum += above;
    if (above < 0) squares += above * above;
  }
  const n = returns.length;
  return (Math.sqrt(periodsPerYear) * (sum / n)) / Math.sqrt(squares / n);
}

import { alpha } from "./alpha.ts";
import { moments } from "./moments.ts";
import { SESSIONS_A_YEAR } from "./year.ts";

/** A Sharpe ratio, annualised, and what it exceeds with 95 % confidence; NaN where it is not known. */
export interface AppraisalRatio {
  readonly estimate: number;
  readonly lowerBound: number;
}

/**
 * The Sharpe ratio of what the market's returns do not explain: alpha over the standard deviation of the residual, a
 * year (Treynor and Black, "How to use security analysis to improve portfolio selection", Journal of Business 46, 1973).
 * Its lower bound is alpha's, block-robust; the deviation is taken as known.
 *
 * @param returns of the policy, a session each, after costs.
 * @param market of the same sessions: the panel's equal-weight return, without costs.
 * @throws UsageError if lengths differ or a value is not finite.
 */
export function appraisalRatio(returns: ArrayLike<number>, market: ArrayLike<number>): AppraisalRatio {
  const { estimate, lowerBound, residual } = alpha(returns, market);
  const perYear = Math.sqrt(SESSIONS_A_YEAR) / (Math.sqrt(residual) * moments(returns).standardDeviation);
  // What is only rounding beside the market is neither good nor bad.
  return Number.isNaN(lowerBound)
    ? { estimate: Number.NaN, lowerBound: Number.NaN }
    : { estimate: estimate * perYear, lowerBound: lowerBound * perYear };
}

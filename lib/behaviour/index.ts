/**
 * What tickers are like: monthly statistics, of which clusters are made, and the return of all tickers alike.
 *
 * ```ts
 * const market = equalWeightReturn(panel);
 * const statistics = monthlyStatistics(panel, market.value);
 * ```
 */
export { BARS_AT_LEAST } from "./barsAtLeast.ts";
export { type EqualWeightReturn, equalWeightReturn, sumReturns } from "./equalWeightReturn.ts";
export { type MonthlyStatistics, monthlyStatistics, STATISTICS, type Statistic } from "./monthlyStatistics.ts";

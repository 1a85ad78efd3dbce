export { type EqualWeightReturn, equalWeightReturn, sumReturns } from "./equalWeightReturn.ts";
export { type MonthlyStatistics, monthlyStatistics, STATISTICS, type Statistic } from "./monthlyStatistics.ts";

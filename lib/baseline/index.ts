export { asPublishedLabels } from "./asPublishedLabels.ts";
export { fillAsPublished } from "./asPublishedMatrix.ts";
export { aucOfVolatility } from "./aucOfVolatility.ts";
export { FOREST, ROUND_TRIP_COST, VOLATILITY } from "./forest.ts";
export { type GroupAmongTop, institutionalAmong } from "./importance.ts";
export { type QuickValidatorOptions, quickValidator } from "./quickValidator.ts";
export type { HonestResult, Importance, PublishedResult, StrategyResult, TradeResult } from "./result.ts";
export {
  type Barriers,
  describeStrategy,
  QUICK_AT_LEAST,
  QUICK_BARS,
  QUICK_TICKERS,
  SEARCH_AT_LEAST,
  SEARCH_TICKERS,
  STRATEGIES,
  type Strategy,
} from "./strategies.ts";
export { stratifiedSplit } from "./stratifiedSplit.ts";

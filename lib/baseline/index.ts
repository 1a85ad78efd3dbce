export { ROUND_TRIP_COST } from "./forest.ts";
export { type GroupAmongTop, institutionalAmong } from "./importance.ts";
export { type QuickValidatorOptions, quickValidator } from "./quickValidator.ts";
export type { HonestResult, Importance, PublishedResult, StrategyResult, TradeResult } from "./result.ts";
export {
  describeStrategy,
  QUICK_AT_LEAST,
  QUICK_BARS,
  QUICK_TICKERS,
  STRATEGIES,
  type Strategy,
} from "./strategies.ts";

export type { Estimate, HonestResult, Importance, PublishedResult, StrategyResult, TradeResult } from "./result.ts";
export {
  describeStrategy,
  QUICK_AT_LEAST,
  QUICK_BARS,
  QUICK_TICKERS,
  STRATEGIES,
  type Strategy,
} from "./strategies.ts";

export type { CostOptions } from "./costs.ts";
export { dailyReturns } from "./dailyReturns.ts";
export { type DecisionColumns, type Decisions, decideRows, type ExitRule, placeDecisions } from "./decisions.ts";
export { alwaysBuy, buyAndHold, equalWeight, momentum } from "./opponents.ts";
export { type Prices, pricesOf } from "./prices.ts";
export { readDecisions } from "./readDecisions.ts";
export { type Holding, type RebalanceOptions, rebalance, type Weights } from "./rebalance.ts";
export type { Backtest, Trade, TradeEnd } from "./result.ts";
export { type BacktestOptions, runBacktest } from "./runBacktest.ts";
export {
  type BacktestSummary,
  type EquitySummary,
  type Estimate,
  excessOver,
  summarise,
  summariseEquity,
} from "./summary.ts";
export { writeEquity } from "./writeEquity.ts";
export { writeTrades } from "./writeTrades.ts";

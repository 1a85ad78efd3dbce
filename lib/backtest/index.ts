export type { CostOptions } from "./costs.ts";
export { dailyReturns } from "./dailyReturns.ts";
export { type DecisionColumns, type Decisions, decideRows, type ExitRule, placeDecisions } from "./decisions.ts";
export { alwaysBuy, buyAndHold, equalWeight, momentum } from "./opponents.ts";
export { type Prices, pricesOf } from "./prices.ts";
export { readDecisions } from "./readDecisions.ts";
export { type Holding, type RebalanceOptions, rebalance, type Weights } from "./rebalance.ts";
export { type PolicyReturns, policyReturns } from "./referencePolicy.ts";
export type { Backtest, Trade, TradeEnd } from "./result.ts";
export { ROUND_TRIP_COST } from "./roundTripCost.ts";
export { runBacktest } from "./runBacktest.ts";
export { type BacktestOptions, type BacktestSettings, backtestSettings } from "./settings.ts";
export {
  type BacktestSummary,
  type EquitySummary,
  type Estimate,
  excessOver,
  summarise,
  summariseEquity,
} from "./summary.ts";
export type { Curve, Curves } from "./tearSheet/curves.ts";
export { equityFigure } from "./tearSheet/equityFigure.ts";
export { exposureFigure } from "./tearSheet/exposureFigure.ts";
export { monthlyTable } from "./tearSheet/monthlyTable.ts";
export { rollingSharpeFigure } from "./tearSheet/rollingSharpeFigure.ts";
export { opponentsTable, summaryTable } from "./tearSheet/summaryTables.ts";
export { tradesFigure } from "./tearSheet/tradesFigure.ts";
export { writeEquity } from "./writeEquity.ts";
export { writeTrades } from "./writeTrades.ts";

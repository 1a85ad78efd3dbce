/**
 * Decisions to fills, costs and daily returns, and what they were worth beside opponents of the same exposure.
 *
 * ```ts
 * const panel = await readPanel("bars.parquet");
 * const decisions = placeDecisions(panel, await readDecisions("decisions.csv"));
 * const { summary, blind } = judgeDecisions(panel, decisions, { positions: 20 });
 * ```
 */
export { Account, type AccountState, type Position } from "./account.ts";
export type { BlindOpponent } from "./blindOpponent.ts";
export { COST_DEFAULTS, type CostOptions } from "./costs.ts";
export { dailyReturns } from "./dailyReturns.ts";
export { type DecisionColumns, type Decisions, decideRows, type ExitRule, placeDecisions } from "./decisions.ts";
export {
  type Foresight,
  type ForesightOptions,
  foresight,
  foresightClaims,
  returnsAhead,
  type UnseenScores,
} from "./foresight.ts";
export { type JudgedDecisions, type JudgeOptions, judgeDecisions, type OpponentSummary } from "./judgeDecisions.ts";
export { type PolicyAlpha, policyAlpha } from "./policyAlpha.ts";
export { type Prices, pricesOf } from "./prices.ts";
export { readDecisions } from "./readDecisions.ts";
export { type Holding, type RebalanceOptions, rebalance, type Weights } from "./rebalance.ts";
export { highestTenth, type PolicyReturns, policyReturns } from "./referencePolicy.ts";
export type { Backtest, Lapse, LeftOut, Trade, TradeEnd } from "./result.ts";
export { ROUND_TRIP_COST } from "./roundTripCost.ts";
export { runBacktest } from "./runBacktest.ts";
export { putDown, type SavedPosition, takeUp } from "./savedPosition.ts";
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
export { type PagePart, tearSheet } from "./tearSheet/tearSheet.ts";
export { writeEquity } from "./writeEquity.ts";
export { writeTrades } from "./writeTrades.ts";

/**
 * Pure statistics: metrics of trades and returns, intervals by blocks of dates, deflation, PBO, SPA.
 *
 * ```ts
 * const ratio = sharpe(returns);
 * const probability = deflatedSharpe(ratio, { count: 200, sharpeVariance: 0.002 });
 * ```
 */
export { accuracy } from "./accuracy.ts";
export { type Alpha, type AlphaOptions, alpha } from "./alpha.ts";
export { alphaSharpe, deflatedAlpha, hedgedReturns } from "./alphaSharpe.ts";
export { type AppraisalRatio, appraisalRatio } from "./appraisalRatio.ts";
export { auc, placements } from "./auc.ts";
export { type AucIntervalOptions, aucInterval } from "./aucInterval.ts";
export { aucOfVolatility } from "./aucOfVolatility.ts";
export { baseRate } from "./baseRate.ts";
export { type BlockBound, type BlockBoundOptions, expectancyBound, precisionBound } from "./blockBound.ts";
export { blockLength } from "./blockLength.ts";
export { breakEven } from "./breakEven.ts";
export { byGroup } from "./byGroup.ts";
export { cagr } from "./cagr.ts";
export { calmar } from "./calmar.ts";
export { type CapacityOptions, capacity } from "./capacity.ts";
export { combineP } from "./combineP.ts";
export { type DailyRankIc, scoresRankIc } from "./dailyRankIc.ts";
export { type BootstrapEstimate, type DateBlockBootstrapOptions, dateBlockBootstrap } from "./dateBlockBootstrap.ts";
export { deflatedSharpe, type SearchedTrials, sharpeVariance } from "./deflatedSharpe.ts";
export { eachTie } from "./eachTie.ts";
export { edge } from "./edge.ts";
export { type EdgeEvidence, type EdgeEvidenceOptions, edgeEvidence } from "./edgeEvidence.ts";
export { equityCurve } from "./equityCurve.ts";
export { expectancy } from "./expectancy.ts";
export { expectedMaximum } from "./expectedMaximum.ts";
export { type Exposure, exposure } from "./exposure.ts";
export { holm } from "./holm.ts";
export { hypergeometricTail } from "./hypergeometricTail.ts";
export { type LogisticRegression, type LogisticRegressionOptions, logisticRegression } from "./logisticRegression.ts";
export { lowerBound } from "./lowerBound.ts";
export { type Drawdown, maxDrawdown } from "./maxDrawdown.ts";
export { minimumBacktestLength } from "./minimumBacktestLength.ts";
export { minimumTrackRecord } from "./minimumTrackRecord.ts";
export { moments } from "./moments.ts";
export { normalProbability } from "./normal.ts";
export { type BacktestOverfitting, pbo } from "./pbo.ts";
export { populationStability } from "./populationStability.ts";
export { probabilisticSharpe } from "./probabilisticSharpe.ts";
export { profitFactor } from "./profitFactor.ts";
export { closeBlock, type PromiseWatch, watchPromise } from "./promiseWatch.ts";
export { meanRankIc, type RankIcOptions, rankIc } from "./rankIc.ts";
export { sameLength } from "./sameLength.ts";
export { type SharpeRatio, type SharpeSample, sharpe } from "./sharpe.ts";
export { skill } from "./skill.ts";
export { sortByValue } from "./sortByValue.ts";
export { sortino } from "./sortino.ts";
export { type Spa, type SpaOptions, spa } from "./spa.ts";
export { standardisedRanks } from "./standardisedRanks.ts";
export {
  type StationaryBootstrapOptions,
  type StationaryEstimate,
  stationaryBootstrap,
} from "./stationaryBootstrap.ts";
export { studentTail } from "./studentTail.ts";
export { type Claim, calledLeaks, claimOf, tooGood, tooGoodSentence } from "./tooGood.ts";
export { type TradeBlocks, type TradeStretch, tradeBlocks } from "./tradeBlocks.ts";
export { addTrade, netReturns, type TradeSums, tradeColumns, tradeSums } from "./tradeSums.ts";
export { turnover } from "./turnover.ts";
export { winRate } from "./winRate.ts";
export { SESSIONS_A_YEAR } from "./year.ts";

/**
 * What a user of trident-lab reaches for first. Each room has more under its own name: `trident-lab/market`.
 *
 * ```ts
 * const inputs = await engineerInputs(panel);
 * const folds = purgedKFold(labels, { folds: 5, embargo: 0.01 });
 * const { score, auc } = await crossValidate("lightgbm", { inputs, labels, folds });
 * ```
 */
export { isoDate, isTridentError, parseIsoDate, TridentError, UsageError } from "trident-base";
export {
  type Backtest,
  type BacktestOptions,
  type Decisions,
  decideRows,
  judgeDecisions,
  placeDecisions,
  policyReturns,
  readDecisions,
  runBacktest,
  tearSheet,
} from "./backtest/index.ts";
export { quickValidator, type StrategyResult } from "./baseline/index.ts";
export { equalWeightReturn, monthlyStatistics } from "./behaviour/index.ts";
export {
  type Display,
  type Figure,
  figure,
  formatNumber,
  htmlTable,
  publishProvenance,
  publishResults,
  publishVerdict,
  showFigure,
} from "./charts/index.ts";
export { type Fold, FoldError, purgedKFold, walkForward } from "./cv/index.ts";
export {
  buildDataset,
  type Dataset,
  DatasetError,
  driftByYear,
  rankCorrelation,
  readDataset,
  searchedLabels,
} from "./dataset/index.ts";
export {
  EngineDeviceUnavailable,
  EngineError,
  type EngineHost,
  EngineHostCrashed,
  EngineHostUnavailable,
  type EngineName,
  type EngineParams,
  engineHost,
  openStudy,
  runStudy,
} from "./engines/index.ts";
export {
  CATALOGUE,
  defineFeature,
  engineerFeatures,
  engineerInputs,
  FEATURE_NAMES,
  type Feature,
  FeatureError,
  MODEL_INPUTS,
  modelInputs,
  type UserFeature,
} from "./features/index.ts";
export { type Waterfall, type WinRateDial, waterfall, winRateDial } from "./honesty/index.ts";
export {
  describeLabelling,
  type Labelling,
  type LabelOptions,
  type Labels,
  labelPanel,
  simple,
  tripleBarrier,
} from "./labels/index.ts";
export { Ledger, LedgerError, sessionLedger } from "./ledger/index.ts";
export {
  checkBars,
  type Finding,
  type Panel,
  PanelError,
  panelProvenance,
  type QualityReport,
  readBars,
  readPanel,
  type SyntheticMarket,
  selectTickers,
  syntheticMarket,
  writePanel,
} from "./market/index.ts";
export { listedPanel, QUICK_LIST, SEARCH_LIST, STRATEGIES, type Strategy } from "./published/index.ts";
export {
  createMatrix,
  type Matrix,
  matrixColumn,
  PROFILES,
  type Progress,
  profileOf,
  showProgress,
} from "./runtime/index.ts";
export { isAtCorner, type LabelSearch, SearchError, searchLabels } from "./search/index.ts";
export {
  alpha,
  auc,
  type BootstrapEstimate,
  breakEven,
  dateBlockBootstrap,
  deflatedSharpe,
  edge,
  edgeEvidence,
  maxDrawdown,
  pbo,
  sharpe,
  spa,
  winRate,
} from "./statistics/index.ts";
export { type CrossValidation, crossValidate } from "./trident/index.ts";

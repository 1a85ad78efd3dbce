/**
 * The label search: Optuna over barriers and horizons, as published and honestly.
 *
 * ```ts
 * const { best } = await searchLabels(panel, { file: "studies.sqlite", ledger: sessionLedger() });
 * ```
 */
export { type BestParams, type Winner, writeBestParams } from "./bestParams.ts";
export type { HoldoutResult } from "./holdout.ts";
export { type LabelTrial, type Objective, SearchError } from "./labelStudy.ts";
export { type ParameterImportance, parameterImportance } from "./parameterImportance.ts";

export { SEARCH_PROFILES, type SearchProfile } from "./profiles.ts";
export {
  accuracyAndWorthFigure,
  contourFigure,
  parallelFigure,
  parameterImportanceFigure,
  SEARCH_MEASURES,
  type SearchMeasure,
  sliceFigure,
} from "./searchFigures.ts";
export { type LabelSearch, type LabelSearchOptions, searchLabels } from "./searchLabels.ts";
export { isAtCorner, SEARCH_SPACE, type SearchedLabels } from "./space.ts";

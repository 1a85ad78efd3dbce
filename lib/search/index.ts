/**
 * The label search: Optuna over barriers and horizons, as published and honestly.
 *
 * ```ts
 * const { best } = await searchLabels(panel, { file: "studies.sqlite", ledger: sessionLedger() });
 * ```
 */
export { describeCounted } from "./countTrials.ts";
export { SearchError } from "./errors.ts";
export type { LabelTrial, Objective } from "./labelStudy.ts";
export { laterYearTable } from "./laterYearTable.ts";
export { type ParameterImportance, parameterImportance } from "./parameterImportance.ts";
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
export { overfittingFigure, searchOverfitting } from "./searchOverfitting.ts";
export { searchRecord } from "./searchRecord.ts";
export { searchSummary } from "./searchSummary.ts";
export { selectionTable } from "./selectionTable.ts";
export { isAtCorner, labellingAt, SEARCH_SPACE, type SearchPoint } from "./space.ts";
export { winnersTable } from "./winnersTable.ts";

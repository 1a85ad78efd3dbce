/**
 * The quick validator: four labelling strategies under the published protocol and the honest one.
 *
 * ```ts
 * const results = await quickValidator(panel, { seed: 42 });
 * ```
 */
export { accuracyTable } from "./accuracyTable.ts";
export { edgeFigure } from "./edgeFigure.ts";
export { type GroupAmongTop, institutionalAmong } from "./importance.ts";
export { importanceFigures } from "./importanceFigures.ts";
export { institutionalTable } from "./institutionalTable.ts";
export { overfitTable } from "./overfitTable.ts";
export { protocolFigure } from "./protocolFigure.ts";
export { type QuickValidatorOptions, quickValidator } from "./quickValidator.ts";
export type { HonestResult, Importance, PublishedResult, StrategyResult, TradeResult } from "./result.ts";
export { tradesTable } from "./tradesTable.ts";
export { validatorOpponentsTable } from "./validatorOpponentsTable.ts";
export { validatorRecord } from "./validatorRecord.ts";
export { validatorSummary } from "./validatorSummary.ts";
export { validatorVerdict } from "./validatorVerdict.ts";

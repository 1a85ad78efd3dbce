/**
 * The quick validator: four labelling strategies under the published protocol and the honest one.
 *
 * ```ts
 * const results = await quickValidator(panel, { seed: 42 });
 * ```
 */
export { edgeFigure } from "./edgeFigure.ts";
export { type GroupAmongTop, institutionalAmong } from "./importance.ts";
export { importanceFigure } from "./importanceFigure.ts";
export { protocolFigure } from "./protocolFigure.ts";
export { type QuickValidatorOptions, quickValidator } from "./quickValidator.ts";
export type { HonestResult, Importance, PublishedResult, StrategyResult, TradeResult } from "./result.ts";

export { edgeFigure } from "./edgeFigure.ts";
export { type GroupAmongTop, institutionalAmong } from "./importance.ts";
export { importanceFigure } from "./importanceFigure.ts";
export { protocolFigure } from "./protocolFigure.ts";
export { type QuickValidatorOptions, quickValidator } from "./quickValidator.ts";
export type { HonestResult, Importance, PublishedResult, StrategyResult, TradeResult } from "./result.ts";

export { labelBalanceFigure } from "./labelBalanceFigure.ts";
export { labelColumns } from "./labelColumns.ts";
export { labelMixFigure } from "./labelMixFigure.ts";
export { type LabelOptions, labelPanel } from "./labelPanel.ts";
export type { Labels } from "./labels.ts";
export type { BarrierOptions, LabelParameters } from "./parameters.ts";
export { simple } from "./simple.ts";
export { type TripleBarrierOptions, tripleBarrier } from "./tripleBarrier.ts";

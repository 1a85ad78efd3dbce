/**
 * What became of a decision: labels with the dates between which they were made.
 *
 * ```ts
 * const labels = labelPanel(panel, { method: "triple_barrier", profit: 0.05, stop: 0.08, horizon: 10 });
 * ```
 */
export { labelBalanceFigure } from "./labelBalanceFigure.ts";
export { labelColumns } from "./labelColumns.ts";
export { labelMixFigure } from "./labelMixFigure.ts";
export { type LabelOptions, labelPanel } from "./labelPanel.ts";
export type { Labels } from "./labels.ts";
export { LabelError, labelsOfColumns, type SavedLabels } from "./labelsOfColumns.ts";
export type { BarrierOptions, LabelParameters } from "./parameters.ts";
export { simple } from "./simple.ts";
export { type TripleBarrierOptions, tripleBarrier } from "./tripleBarrier.ts";
export { DELISTED_AFTER } from "./windows.ts";

/**
 * What became of a decision: labels with the dates between which they were made.
 *
 * ```ts
 * const labels = labelPanel(panel, { method: "triple_barrier", profit: 0.05, stop: 0.08, horizon: 10 });
 * ```
 */
export {
  type BestParams,
  type ChosenLabelling,
  type LaterYear,
  readChosenLabellings,
  writeBestParams,
} from "./bestParams.ts";
export { buyTarget } from "./buyTarget.ts";
export { crossSectional, type DayCuts, dayCuts } from "./crossSectional.ts";
export { describeLabelling } from "./describeLabelling.ts";
export { exitRule, type LabelExit } from "./exitRule.ts";
export { labelBalanceFigure } from "./labelBalanceFigure.ts";
export { labelColumns } from "./labelColumns.ts";
export {
  BARRIERS,
  checkLabelling,
  LABEL_METHODS,
  type Labelling,
  SEARCHED_METHODS,
} from "./labelling.ts";
export { labelMixFigure } from "./labelMixFigure.ts";
export { labelPanel } from "./labelPanel.ts";
export { type LabelOptions, labelParameters } from "./labelParameters.ts";
export type { LabelIntervals, Labels } from "./labels.ts";
export { LabelError, labelsOfColumns, type SavedLabels } from "./labelsOfColumns.ts";
export { labelUniqueness } from "./labelUniqueness.ts";
export { PRIMARY_RULES, type PrimaryRule } from "./primaryRules.ts";
export { type ReadLabels, readLabels } from "./readLabels.ts";
export { simple } from "./simple.ts";
export { tripleBarrier } from "./tripleBarrier.ts";

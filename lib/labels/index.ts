export {
  type BestParams,
  type ChosenLabelling,
  type LaterYear,
  readChosenLabellings,
  writeBestParams,
} from "./bestParams.ts";
export { buyTarget } from "./buyTarget.ts";
export { describeLabelling } from "./describeLabelling.ts";
export { labelBalanceFigure } from "./labelBalanceFigure.ts";
export { labelColumns } from "./labelColumns.ts";
export { checkLabelling, LABEL_METHODS, type Labelling } from "./labelling.ts";
export { labelMixFigure } from "./labelMixFigure.ts";
export { labelPanel } from "./labelPanel.ts";
export type { LabelOptions } from "./labelParameters.ts";
export type { Labels } from "./labels.ts";
export { simple } from "./simple.ts";
export { tripleBarrier } from "./tripleBarrier.ts";
export { DELISTED_AFTER } from "./windows.ts";

export type { Judgement } from "./judgeAnswers.ts";
export { LEAKS, type LeakId } from "./leaks.ts";
export {
  FIXED_LABELS,
  LABEL_CANDIDATES,
  type Waterfall,
  type WaterfallOptions,
  type WaterfallStep,
  waterfall,
} from "./waterfall.ts";
export { type DialCell, type WinRateDial, type WinRateDialOptions, winRateDial } from "./winRateDial.ts";

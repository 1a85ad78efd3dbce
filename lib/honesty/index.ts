/**
 * What a result is worth: the leak waterfall, the leakage audit and the win-rate dial.
 *
 * ```ts
 * const { steps, alone } = await waterfall(panel);
 * const { checks } = await audit(panel);
 * const dial = winRateDial(panel);
 * ```
 */
export { type Audit, type AuditOptions, audit } from "./audit/audit.ts";
export { auditedBy, auditTable } from "./audit/auditTable.ts";
export type { AuditCheck, AuditCheckKind } from "./audit/check.ts";
export { dialFigure } from "./dialFigure.ts";
export { dialTable } from "./dialTable.ts";
export type { Judgement } from "./judgeAnswers.ts";
export {
  FIXED_LABELS,
  LABEL_CANDIDATES,
  type Waterfall,
  type WaterfallOptions,
  type WaterfallStep,
  waterfall,
} from "./waterfall.ts";
export { waterfallFigure } from "./waterfallFigure.ts";
export { waterfallPicture } from "./waterfallPicture.ts";
export { waterfallRecord } from "./waterfallRecord.ts";
export { waterfallTable } from "./waterfallTable.ts";
export { type DialCell, type WinRateDial, type WinRateDialOptions, winRateDial } from "./winRateDial.ts";

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
export { type CheckBundleOptions, checkBundle } from "./checklist/checkBundle.ts";
export { type Checklist, type ChecklistInput, type ChecklistLine, judgeChecklist } from "./checklist/checklist.ts";
export { checklistTable } from "./checklist/checklistTable.ts";
export { checklistRecord, checklistVerdict } from "./checklist/checklistVerdict.ts";
export { edgePower, powerTable } from "./checklist/edgePower.ts";
export { edgeTable, shownEdge } from "./checklist/edgeTable.ts";
export { type EdgeOptions, edgeVerdict } from "./checklist/edgeVerdict.ts";
export { type ExpectedResult, expectedResults, expectedTable } from "./checklist/expectedResults.ts";
export { validationSummary } from "./checklist/validationSummary.ts";
export { dialFigure } from "./dialFigure.ts";
export { dialTable } from "./dialTable.ts";
export { type Finding, type FindingKind, JudgeError, QUESTIONS, type Question } from "./judge/finding.ts";
export { judgementJson } from "./judge/judgementJson.ts";
export { findingStatus, judgePage } from "./judge/judgePage.ts";
export { type JudgedPredictions, judgePredictions, type PredictionsJudgement } from "./judge/judgePredictions.ts";
export { type Predictions, readPredictions } from "./judge/readPredictions.ts";
export { readTrades } from "./judge/readTrades.ts";
export { readTrialReturns } from "./judge/readTrialReturns.ts";
export type { JudgePredictionsOptions, TrialReturns } from "./judge/subject.ts";
export type { Judgement } from "./judgeAnswers.ts";
export { laterReliability, laterReliabilityFigure, type ReliabilityGroup } from "./laterReliability.ts";
export { type OutOfSample, type OutOfSampleOptions, outOfSample } from "./outOfSample.ts";
export { outOfSampleFigure } from "./outOfSampleFigure.ts";
export { outOfSampleTable } from "./outOfSampleTable.ts";
export type { CombinatorialSharpe } from "./walkForward/combinatorialSharpe.ts";
export { luckySharpe, pathsFigure } from "./walkForward/pathsFigure.ts";
export { walkForwardFigure } from "./walkForward/walkForwardFigure.ts";
export { walkForwardTable } from "./walkForward/walkForwardTable.ts";
export {
  type PooledWalk,
  type WalkForward,
  type WalkForwardOptions,
  walkForwardTrident,
} from "./walkForward/walkForwardTrident.ts";
export type { WalkStep } from "./walkForward/walkStep.ts";
export { walkVerdict } from "./walkForward/walkVerdict.ts";
export {
  FIXED_LABELS,
  LABEL_CANDIDATES,
  type Waterfall,
  type WaterfallOptions,
  type WaterfallStep,
  waterfall,
} from "./waterfall.ts";
export { waterfallFigure } from "./waterfallFigure.ts";
export { readWaterfall, writeWaterfall } from "./waterfallFile.ts";
export { waterfallPicture } from "./waterfallPicture.ts";
export { waterfallRecord } from "./waterfallRecord.ts";
export { waterfallTable } from "./waterfallTable.ts";
export { type DialCell, type WinRateDial, type WinRateDialOptions, winRateDial } from "./winRateDial.ts";

/**
 * What is fitted: engines cross-validated on purged folds, and Trident: clusters, tuning of each engine in each of them,
 * members, a bundle.
 *
 * ```ts
 * const { score, auc } = await crossValidate("lightgbm", { inputs, labels, folds: purgedKFold(labels) });
 * const work = { out: "data/bundle", profile: profileOf("quick").trident, ledger: sessionLedger() };
 * const training = await trainTrident("data/dataset", work);
 * ```
 */
export { believable } from "./believable.ts";
export type { Calibration, ScoredSpan } from "./calibrateMembers.ts";
export {
  type CertificateRecord,
  type CertifyOptions,
  certificateRecord,
  certify,
} from "./certificate.ts";
export { certificateTable } from "./certificateTable.ts";
export { thresholdOfAlpha, thresholdOfPrecision } from "./chooseThreshold.ts";
export { clusterMapFigure, clusterMovesFigure } from "./clusterFigures.ts";
export { clustersTable } from "./clustersTable.ts";
export { type ComparedTarget, type CompareOptions, compareTargets } from "./compareTargets.ts";
export { type CrossValidateOptions, type CrossValidation, crossValidate, type FoldScore } from "./crossValidate.ts";
export { engineParity, type MemberParity } from "./engineParity.ts";
export { type ExplainedSample, type ExplainOptions, type Explanation, explainTraining } from "./explainTraining.ts";
export { explanationSentence } from "./explanationSentence.ts";
export { CLUSTERS, ClusterError, fitClusters } from "./fitClusters.ts";
export { type FitScorerOptions, type FittedScorer, fitScorer, type UnseenPredictions } from "./fitScorer.ts";
export { type FoldImportances, foldImportances, type PermutedGroup } from "./foldImportances.ts";
export { hypothesisTable } from "./hypothesisTable.ts";
export { type Importances, importancesOf, type SampledContributions } from "./importances.ts";
export { membersTable } from "./membersTable.ts";
export { parityTable } from "./parityTable.ts";
export { permutationTable } from "./permutationTable.ts";
export { type Estimate, type PlanOptions, planTraining, type TrainingPlan } from "./planTraining.ts";
export { type PrecisionPoint, precisionCurve, type ScoredStretch } from "./precisionCurve.ts";
export { precisionFigure } from "./precisionFigure.ts";
export { reliability, reliabilityFigure } from "./reliabilityFigure.ts";
export { type AmongTop, type HypothesisLine, type HypothesisVerdict, judgeHypothesis } from "./roadmapHypothesis.ts";
export { scorersTable } from "./scorersTable.ts";
export { beeswarmFigure, dependenceFigure, importanceFigure } from "./shapFigures.ts";
export { MEMBERS, USUAL_MEMBERS } from "./spaces.ts";
export { cutSpans, type Span, type Spans } from "./spans.ts";
export { startTrainingHosts } from "./startTrainingHosts.ts";
export { targetsFigure } from "./targetsFigure.ts";
export { targetsRecord } from "./targetsRecord.ts";
export { targetsTable } from "./targetsTable.ts";
export { TrainingFolderError } from "./trainingFolder.ts";
export { type Training, type TrainOptions, trainTrident } from "./trainTrident.ts";
export { OBJECTIVES, type TuningObjective } from "./trialObjective.ts";
export { tridentRecord } from "./tridentRecord.ts";
export { tridentSummary } from "./tridentSummary.ts";
export { tridentVerdict } from "./tridentVerdict.ts";
export { TuningError } from "./tuningError.ts";
export { foldScoresFigure, historyFigure, parameterFigure } from "./tuningFigures.ts";

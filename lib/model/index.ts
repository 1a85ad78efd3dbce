/**
 * What is applied of a trained model: its bundle, who belongs to which cluster, what the models say of a row and why.
 * Nothing here needs an engine.
 *
 * ```ts
 * const bundle = await readBundle("data/bundle");
 * const clusterOf = assignClusters(monthlyStatistics(panel, equalWeightReturn(panel).value), bundle.clusters);
 * const { signals } = await predictDay(await loadBundle("data/bundle"), panel);
 * ```
 */
export { BUNDLE_VERSION, type BundleManifest, type BundleMember, type BundleSpan } from "./bundle.ts";
export { type BundleDecisions, bundleDecisions } from "./bundleDecisions.ts";
export type { Certificate } from "./certificate.ts";
export { certificateSentence } from "./certificateSentence.ts";
export { assignClusters, type Cluster, clustersOfRows, nearestClusters, rankWithinMonth } from "./clusters.ts";
export { type DecidedSessions, type DecideOptions, decideSessions } from "./decideSessions.ts";
export type { DecisionPolicy } from "./decisionPolicy.ts";
export { type BundleDifference, diffBundles } from "./diffBundles.ts";
export { ModelFileError, type TreeEnsemble } from "./evaluators/ensemble.ts";
export { AdditivityError, explainEnsemble } from "./evaluators/explainEnsemble.ts";
export {
  explainMemberRows,
  type MemberModel,
  memberMargins,
  predictMember,
  readMember,
  sizeOfModel,
} from "./evaluators/memberModel.ts";
export { marginsOf, predictEnsemble } from "./evaluators/predictEnsemble.ts";
export { readEnsemble } from "./evaluators/readEnsemble.ts";
export { explainRows, type Reason } from "./explainRow.ts";
export { loadBundle } from "./loadBundle.ts";
export type { LoadedBundle } from "./loadedBundle.ts";
export { type ClusterMember, memberProbabilities } from "./memberProbabilities.ts";
export { type MemberContributions, mergeContributions } from "./mergeContributions.ts";
export {
  clustersOfPanel,
  demandedBars,
  findingsOf,
  NoLaterBarsError,
  NothingDecidedError,
  PredictionError,
} from "./panelDemands.ts";
export { peerRows } from "./peerRows.ts";
export { policySentence } from "./policySentence.ts";
export {
  type DaySignals,
  missedSessions,
  type PredictOptions,
  predictDay,
  type Signal,
  type Unsignalled,
} from "./predictDay.ts";
export { BundleError, catalogueHash, readBundle } from "./readBundle.ts";
export { type BundleReference, inputQuantiles, REFERENCE_FILE, readReference } from "./reference.ts";
export { restorePrior } from "./restorePrior.ts";
export { scoreInputs } from "./scoreInputs.ts";
export { type LogitSum, logit, type Scorer, scoreRows, sigmoid, sumLogits } from "./scorer.ts";
export { type BundleCheck, verifyBundle } from "./verifyBundle.ts";

import { CATALOGUE } from "../features/index.ts";
import { BUNDLE_VERSION, type BundleManifest, type BundleMember, type Cluster, catalogueHash } from "../model/index.ts";
import type { Calibration } from "./calibrateMembers.ts";
import type { FittedMember } from "./fitMember.ts";
import type { MemberPlan } from "./memberPlan.ts";
import type { Span, Spans } from "./spans.ts";
import type { TrainingSet } from "./trainingData.ts";
import type { TunedMember } from "./tuneMember.ts";
import { aucOver, type VolatilityScore } from "./volatilityScore.ts";

/** A member with all that the manifest says of it. */
export interface TrainedMember extends TunedMember {
  readonly plan: MemberPlan;
  readonly volatility: VolatilityScore;
  readonly fitted: FittedMember;
}

/** The manifest of a bundle whose files are written. */
export function bundleManifest({
  data,
  clusters,
  spans,
  classes,
  ranked,
  training,
  members,
  calibrated,
  reference,
}: {
  readonly data: TrainingSet;
  readonly clusters: readonly Cluster[];
  readonly spans: Spans;
  readonly classes: 2 | 3;
  readonly ranked: boolean;
  readonly training: BundleManifest["training"];
  readonly members: readonly TrainedMember[];
  readonly calibrated: Calibration;
  readonly reference: BundleManifest["files"];
}): BundleManifest {
  const own = data.manifest.features;
  return {
    format: "trident-bundle",
    version: BUNDLE_VERSION,
    classes,
    labels: data.labels.parameters,
    inputs: {
      names: data.matrix.names,
      catalogue: catalogueHash(),
      own,
      ranked,
      // The level of obv has no beginning; what a model sees of it is the change over 20 bars.
      history: Math.max(...[...CATALOGUE, ...own].map(({ history }) => history).filter(Number.isFinite)),
    },
    clusters,
    members: members.map((member) => memberOf(member, data, classes)),
    scorers: calibrated.scorers.map((fitted) => fitted?.scorer ?? null),
    policy: calibrated.policy,
    certificate: calibrated.certificate,
    spans: {
      tuning: spanOf(spans.tuning),
      calibration: spanOf(spans.calibration),
      certificate: spanOf(spans.certificate),
      tooShort: spans.tooShort,
    },
    training,
    data: {
      source: data.manifest.source.name,
      bias: data.manifest.bias,
      manifest: data.manifestHash,
      bars: data.barsHash,
    },
    files: {
      ...Object.fromEntries(
        members.map(({ fitted: { path, file } }) => [path, { bytes: file.bytes, sha256: file.sha256 }]),
      ),
      ...reference,
    },
  };
}

function memberOf(
  { plan, fitted, best, trials, probability, volatility }: TrainedMember,
  { target }: TrainingSet,
  classes: 2 | 3,
): BundleMember {
  const { params, trees, rows, prior, seed, device, versions } = fitted;
  const tested = best.folds.reduce((sum, { testRows }) => sum + testRows, 0);
  return {
    cluster: plan.cluster.number,
    engine: plan.engine,
    file: fitted.path,
    ...{ params, trees, rows, prior, seed, device, versions },
    outOfFold: {
      trial: best.number,
      trials: trials.length,
      value: best.value!,
      logLoss: best.folds.reduce((sum, { logLoss, testRows }) => sum + logLoss * testRows, 0) / tested,
      auc: aucOver({ target, classes }, plan.folds, probability),
      aucVolatilityOnly: volatility.auc,
    },
  };
}

function spanOf({ from, to, rows }: Span) {
  return { from, to, rows: rows.length };
}

import type { Fold } from "../cv/index.ts";
import type { DeviceChoice, EngineHost, MemberName } from "../engines/index.ts";
import type { Ledger } from "../ledger/index.ts";
import type { BundleManifest, Cluster } from "../model/index.ts";
import type { Progress, TridentProfile } from "../runtime/index.ts";
import type { TrainedMember } from "./bundleManifest.ts";
import type { Calibration } from "./calibrateMembers.ts";
import type { ClusterFit } from "./fitClusters.ts";
import type { ClusterMerge } from "./mergeClusters.ts";
import type { Spans } from "./spans.ts";
import type { TrainingSet } from "./trainingData.ts";
import type { Resume } from "./trainingFolder.ts";
import type { TuningObjective } from "./trialObjective.ts";

/** How Trident is trained. */
export interface TrainOptions {
  /** The bundle's folder; what it is made of lies in its folder `work`. */
  readonly out: string;
  /** How much is tried: `profileOf("quick").trident`. */
  readonly profile: TridentProfile;
  readonly ledger: Ledger;
  /** Goes on with a training of the same settings that the folder has; "or-anew" lets one of others make room. */
  readonly resume?: Resume;
  /** Trials of each engine in each cluster; the profile's by default. */
  readonly trials?: number | undefined;
  /** What tuning may take, about, where `trials` does not say how much is tried; the profile's by default. */
  readonly minutes?: number | undefined;
  /** Default 5. */
  readonly clusters?: number;
  /** The three boosters by default; the network only where it is named. */
  readonly members?: readonly MemberName[];
  /** 2, BUY against the rest, by default; 3 keeps SELL and HOLD apart. */
  readonly classes?: 2 | 3;
  /** Learns from each input's rank among the day's tickers instead of the input. Default false. */
  readonly ranked?: boolean;
  /** "uniqueness" gives labels that overlap with others less weight in the fit. Default "equal". */
  readonly weights?: "equal" | "uniqueness";
  /** Default log_loss. */
  readonly objective?: TuningObjective;
  /** Gives a trial up after a fold where it is not among the best quarter of those completed. Default true. */
  readonly pruning?: boolean;
  /** Default "cpu", where the same seed gives the same bytes. */
  readonly device?: DeviceChoice;
  /** The precision that the threshold is chosen for; the roadmap's wish, 0.9, by default. No trial follows from it. */
  readonly wanted?: number;
  readonly seed?: number;
  /** Trials at a time, each in a process of its own; as many as the machine's cores allow by default. */
  readonly workers?: number | undefined;
  /** Processes of one's own for the trials, of `startTrainingHosts`, which several trainings may use one after another;
   * who gives them closes them. By default a training starts and ends its own. */
  readonly hosts?: readonly EngineHost[] | undefined;
  /**
   * A Ray cluster whose workers train the boosters, HOST:PORT, or "auto" for one of this machine; then there are as many
   * workers as it has room for by default. Trials, scores and bundle are the same. The network is trained on this machine.
   */
  readonly ray?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Hears of every trial: how many of how many, and what is best so far. */
  readonly onProgress?: Progress | undefined;
  /** Hears sentences that a person should read before the work: what is left out, what cannot be certified. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/** A trained Trident, with what figures are drawn of. */
export interface Training {
  readonly out: string;
  readonly manifest: BundleManifest;
  readonly clusters: readonly Cluster[];
  readonly clusterFit: ClusterFit;
  readonly merges: readonly ClusterMerge[];
  readonly members: readonly TrainedMember[];
  /** What the two last spans told. */
  readonly calibrated: Calibration;
  readonly folds: readonly Fold[];
  readonly spans: Spans;
  readonly data: TrainingSet;
  /** What the ledger calls the data of the trials. */
  readonly dataHash: string;
  /** Places in `clusters` by row of the dataset's statistics; -1 where nothing is known of a ticker. */
  readonly clusterOf: Int8Array;
  /** What explaining it may take, by its profile. */
  readonly explainSeconds: number;
  readonly notes: readonly string[];
  /** By stage, of all workers together; `elapsed` is what a clock on the wall says. */
  readonly seconds: Readonly<Record<string, number>>;
  readonly elapsed: number;
}

/**
 * Trains Trident from a dataset's folder: clusters, tuning of every engine in every cluster on purged folds, the members
 * that won; then on the two last spans, which had no part in that, their stacking, calibration and threshold, and the
 * certificate; all of it a bundle.
 *
 * Every trial and stage is a checkpoint: what was killed goes on with `resume` and ends with the same bytes, on the CPU.
 *
 * ```ts
 * const work = { out: "data/bundle", profile: profileOf("quick").trident, ledger: sessionLedger() };
 * const training = await trainTrident("data/dataset", work);
 * ```
 *
 * @throws DatasetError, FoldError, ClusterError, TuningError where the data do not suffice; TrainingFolderError if the
 * folder is taken; what the engines throw; the signal's reason.
 */
export async function trainTrident(dataset: string, options: TrainOptions): Promise<Training> {
  const { runTraining } = await import("./runTraining.ts");
  return runTraining(dataset, options);
}

import type { Ledger } from "../../ledger/index.ts";
import type { MarketSeries, Panel } from "../../market/index.ts";
import type { Profile, Progress } from "../../runtime/index.ts";
import type { CertificateRecord, TrainOptions } from "../../trident/index.ts";
import type { CombinatorialSharpe } from "./combinatorialSharpe.ts";
import type { WalkStep } from "./walkStep.ts";

export interface WalkForwardOptions {
  /** The folder of all steps; each is an artefact there. */
  readonly out: string;
  readonly profile: Profile;
  readonly ledger: Ledger;
  /** Goes on with the walk-forward that the folder has; what was made with other settings is made anew. */
  readonly resume?: boolean;
  /** Stretches after the first 5 of 7 parts; the profile's by default, 2 are the roadmap's validate and test. */
  readonly stretches?: number | undefined;
  /** Trials of each label search; the profile's by default, 0 for labels that are not searched. */
  readonly labelTrials?: number | undefined;
  /** How Trident is trained, beyond the profile. */
  readonly train?: Pick<TrainOptions, "trials" | "clusters" | "members" | "workers" | "ranked"> | undefined;
  readonly seed?: number | undefined;
  readonly features?: readonly string[] | undefined;
  readonly spy?: MarketSeries | undefined;
  /** Draws of the blind opponent of each step. */
  readonly draws?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Hears of the trainings and, last, of the paths; notes say how far each is. */
  readonly onProgress?: Progress | undefined;
}

/** The anchored stretches in one: they follow each other, and each was traded by a model of its past. */
export interface PooledWalk {
  readonly from: string;
  readonly to: string;
  readonly dates: readonly number[];
  readonly returns: readonly number[];
  readonly market: readonly number[];
  readonly trades: { readonly session: readonly number[]; readonly net: readonly number[] };
  /** Certificates that the stretches before one would have issued, and those that it kept. */
  readonly certificates: CertificateRecord;
}

/** A walk-forward of the whole pipeline. Plain data. */
export interface WalkForward {
  readonly market: string;
  readonly bias: string | null;
  /** Which bars, by `barsKey`. */
  readonly bars: string;
  readonly sessions: number;
  readonly steps: readonly WalkStep[];
  readonly pooled: PooledWalk;
  /** Sharpe ratios over the paths of combinatorial purged cross-validation before the last stretch; null where the bars
   * are too few. */
  readonly combinatorial: CombinatorialSharpe | null;
}

/**
 * Walks forward: at each step all is chosen on the past alone, label parameters, clusters, members, threshold and
 * certificate, and the stretch after it is opened once, which the ledger counts, and traded. See `walkPlans` for the steps.
 *
 * ```ts
 * const work = { out: "data/walk-forward", profile: profileOf("quick"), ledger: sessionLedger() };
 * const { steps, pooled } = await walkForwardTrident(panel, work);
 * ```
 *
 * @throws UsageError if the folder has a walk-forward and `resume` is false, or the panel is too short; what training
 * throws; the signal's reason.
 */
export async function walkForwardTrident(panel: Panel, options: WalkForwardOptions): Promise<WalkForward> {
  const { runWalkForward } = await import("./runWalkForward.ts");
  return runWalkForward(panel, options);
}

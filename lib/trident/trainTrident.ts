import { availableParallelism } from "node:os";
import { join } from "node:path";
import { formatSeconds, parseIsoDate, UsageError, writeTextAtomically } from "trident-base";
import { pricesOf } from "../backtest/index.ts";
import { equalWeightReturn } from "../behaviour/index.ts";
import { type Fold, purgedKFold } from "../cv/index.ts";
import { type BoosterName, type DeviceChoice, type EngineHost, startEngineHost } from "../engines/index.ts";
import { keyOf } from "../files/index.ts";
import { labelUniqueness } from "../labels/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { panelBefore, sketchBars } from "../market/index.ts";
import { assignClusters, type BundleManifest, type Cluster, clustersOfRows } from "../model/index.ts";
import type { Progress, TridentProfile } from "../runtime/index.ts";
import { bundleManifest, type TrainedMember } from "./bundleManifest.ts";
import { type Calibration, calibrateMembers } from "./calibrateMembers.ts";
import { decideTrials } from "./decideTrials.ts";
import { type ClusterFit, fitClusters } from "./fitClusters.ts";
import { fitMember } from "./fitMember.ts";
import { foldRows } from "./foldRows.ts";
import type { MemberPlan } from "./memberPlan.ts";
import { type ClusterMerge, mergeClusters } from "./mergeClusters.ts";
import { MEMBERS, stopsEarly } from "./spaces.ts";
import { cutSpans, type Spans } from "./spans.ts";
import { type StageClock, stageClock } from "./stageClock.ts";
import { datasetHash, readTrainingData, type TrainingSet } from "./trainingData.ts";
import { openTrainingFolder, type Resume } from "./trainingFolder.ts";
import type { TuningObjective } from "./trialObjective.ts";
import { type TunedTrial, type Tuning, tuneMember } from "./tuneMember.ts";
import { volatilityScore } from "./volatilityScore.ts";

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
  /** Default 5. */
  readonly clusters?: number;
  /** All three by default. */
  readonly members?: readonly BoosterName[];
  /** 2, BUY against the rest, by default; 3 keeps SELL and HOLD apart. */
  readonly classes?: 2 | 3;
  /** Learns from each input's rank among the day's tickers instead of the input. Default false. */
  readonly ranked?: boolean;
  /** "uniqueness" gives labels that overlap with others less weight in the fit. Default "equal". */
  readonly weights?: "equal" | "uniqueness";
  /** Default log_loss. */
  readonly objective?: TuningObjective;
  /** Gives trials up that are worse than the median after a fold. Default true. */
  readonly pruning?: boolean;
  /** Default "cpu", where the same seed gives the same bytes. */
  readonly device?: DeviceChoice;
  /** The precision that the threshold is chosen for; the roadmap's wish, 0.9, by default. No trial follows from it. */
  readonly wanted?: number;
  readonly seed?: number;
  /** Trials at a time, each in a process of its own; as many as the machine's cores allow by default. */
  readonly workers?: number | undefined;
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
  const {
    profile,
    resume = false,
    clusters: groups = 5,
    classes = 2,
    objective = "log_loss",
    pruning = true,
  } = options;
  const { members: engines = Object.values(MEMBERS), device = "cpu", seed = 42, ledger, signal, onNote } = options;
  const { wanted = 0.9, ranked = false, weights = "equal" } = options;
  if (engines.length === 0) throw new UsageError("an ensemble needs at least one member");
  const clock = stageClock();
  const { folds: foldCount, trees, depth, stoppingRounds, threads } = profile;
  const settings = {
    ...{
      dataset: await datasetHash(dataset),
      seed,
      clusters: groups,
      classes,
      ranked,
      weights,
      objective,
      pruning,
      device,
    },
    ...{ folds: foldCount, trees, depth, stoppingRounds, threads, engines: [...engines] },
  };
  const folder = await openTrainingFolder(options.out, settings, resume);
  const hosts: EngineHost[] = [];
  const notes: string[] = [];
  const note = (text: string): void => {
    notes.push(text);
    onNote?.(text);
  };
  try {
    const data = await clock.stage("data", () => readTrainingData(dataset, folder, { classes, ranked }));
    const { labels, panel, statistics, target } = data;
    signal?.throwIfAborted();
    if (data.leftOut > 0) note(`${data.leftOut} rows are left out: their tickers had fewer than 63 returns`);
    const spans = cutSpans(labels, data.rows);
    if (spans.tooShort) note(`${spans.tooShort}; the last 10 % are held out all the same`);
    const { clusterFit, clusterOf, clusters, merges, folds } = await clock.stage("clusters", async () => {
      const before = parseIsoDate(spans.calibration.from);
      const fit = await fitClusters(statistics, { clusters: groups, seed, before });
      const cut = purgedKFold(labels, { folds: foldCount, rows: spans.tuning.rows });
      const ofRows = clustersOfRows(panel, statistics, assignClusters(statistics, fit.clusters));
      return { clusterFit: fit, clusterOf: ofRows, folds: cut, ...mergeClusters(fit.clusters, ofRows, cut, target) };
    });
    for (const { name, into, why } of merges) note(`the cluster ${name} is taken into ${into}: ${why}`);

    const workers = options.workers ?? Math.max(1, Math.floor(availableParallelism() / threads));
    for (let k = 0; k <= workers; k++) hosts.push(startEngineHost());
    for (const { pid } of await Promise.all(hosts.map((host) => host.info()))) clock.watch(pid);
    const [clerk, ...working] = hosts;
    // Trials see the tuning span and the bars before it: of those the ledger knows who else has tried them.
    const dataHash = keyOf(data.barsHash, spans.calibration.from);
    const first = panel.calendar.indexOf(parseIsoDate(spans.calibration.from));
    ledger.nameBars(dataHash, sketchBars(panelBefore(panel, first)));
    const stop = new AbortController();
    const equalWeight = equalWeightReturn(panel);
    const weight = weights === "uniqueness" ? labelUniqueness(labels, spans.tuning.rows) : undefined;
    if (weight) note(uniquenessNote(weight, spans.tuning.rows, target, classes));
    const tuning: Tuning = {
      ...{ labels, classes, target, weight, objective, pruning, threads, device, seed, ledger, clerk: clerk! },
      ...{ prices: pricesOf(panel), market: equalWeight.value, matrix: data.matrix },
      ...{ limits: { trees, depth, stoppingRounds }, studies: join(folder.work, "studies.sqlite") },
      ...{ folder: join(folder.work, "trials"), name: `trident ${folder.key.slice(0, 12)}`, dataHash },
      signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
    };
    const plans = clusters.flatMap((cluster, c) =>
      engines.map((engine): MemberPlan => {
        const mine = (row: number): boolean => clusterOf[row] === c;
        return {
          ...{ cluster, engine, name: `cluster ${cluster.number} ${engine}`, id: `${cluster.number}-${engine}` },
          folds: folds.map((fold) => foldRows(labels, fold, mine, stopsEarly(engine))),
          rows: spans.tuning.rows.filter(mine),
        };
      }),
    );
    const { trials, measured } = await clock.stage("measuring", () =>
      decideTrials(options.trials ?? profile.trials, profile.minutes, tuning, working, plans, folder.work),
    );
    if (measured) note(`${trials} trials of each engine in each cluster, by a fit that was measured`);
    const told = teller(options.onProgress, plans.length * trials, trials, clock);
    const members = await shareOut(plans, working, stop, async (plan, host): Promise<TrainedMember> => {
      const tuned = await clock.stage("tuning", () =>
        tuneMember(tuning, host, { ...plan, trials }, (trial, best) => told(plan, trial, best)),
      );
      const volatility = await clock.stage("volatility", () => volatilityScore(tuning, host, plan, tuned.best, folder));
      const fitted = await clock.stage("members", () => fitMember(tuning, host, plan, tuned.best, folder));
      return { ...tuned, plan, volatility, fitted };
    });
    const calibrated = await clock.stage("calibration", () =>
      calibrateMembers({
        ...{ data, clusters, clusterOf, members, spans, classes, seed, wanted, out: folder.out },
        ...{ prices: tuning.prices, market: equalWeight },
      }),
    );
    for (const text of calibrated.notes) note(text);
    const training = { ...settings, engines: engines.join(","), trials, wanted };
    const manifest = bundleManifest({ data, clusters, spans, classes, ranked, training, members, calibrated });
    await writeTextAtomically(join(folder.out, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
    const facts = {
      elapsed: clock.elapsed(),
      ...clock.facts(),
      workers,
      cores: availableParallelism(),
      node: process.version,
      platform: process.platform,
    };
    await writeTextAtomically(join(folder.out, "run.json"), `${JSON.stringify(facts, null, 1)}\n`);
    const ofMonths = assignClusters(statistics, clusters);
    return {
      ...{
        out: folder.out,
        manifest,
        clusters,
        clusterFit,
        merges,
        members,
        calibrated,
        folds,
        spans,
        data,
        dataHash,
        notes,
      },
      ...{ clusterOf: ofMonths, seconds: clock.facts().seconds, elapsed: clock.elapsed() },
    };
  } finally {
    await Promise.all(hosts.map((host) => host.close()));
    folder.release();
  }
}

/** What the weights do to classes, in a sentence. */
function uniquenessNote(weight: Float64Array, rows: Uint32Array, target: Int8Array, classes: 2 | 3): string {
  const names = classes === 2 ? ["the rest", "BUY"] : ["SELL", "HOLD", "BUY"];
  const means = names.map((name, k) => {
    const mine = rows.filter((row) => target[row] === k);
    return `${name} ${(mine.reduce((sum, row) => sum + weight[row]!, 0) / mine.length).toFixed(2)}`;
  });
  return `labels weigh their uniqueness, in the mean ${means.join(", ")}: a class weight in disguise`;
}

/**
 * Has each host work on one plan at a time, in their order.
 *
 * @returns by plan.
 * @throws what the first that failed threw, once the others have heard of it and ended.
 */
async function shareOut<T>(
  plans: readonly MemberPlan[],
  hosts: readonly EngineHost[],
  stop: AbortController,
  work: (plan: MemberPlan, host: EngineHost) => Promise<T>,
): Promise<readonly T[]> {
  const results: T[] = [];
  let next = 0;
  const serve = async (host: EngineHost): Promise<void> => {
    while (next < plans.length) {
      const k = next++;
      results[k] = await work(plans[k]!, host);
    }
  };
  const serving = hosts.map((host) =>
    serve(host).catch((error) => {
      stop.abort(error);
      throw error;
    }),
  );
  await Promise.allSettled(serving);
  stop.signal.throwIfAborted();
  return results;
}

/** Says how far the trials are: which one, what is best so far, and about how long the rest will take. */
function teller(onProgress: Progress | undefined, total: number, perMember: number, clock: StageClock) {
  const from = clock.elapsed();
  const doneOf = new Map<string, number>();
  let fresh = 0;
  return ({ name, cluster }: MemberPlan, { number, value, state }: TunedTrial, best: number | null) => {
    fresh++;
    doneOf.set(name, number + 1);
    const done = [...doneOf.values()].reduce((sum, each) => sum + each, 0);
    const left = ((clock.elapsed() - from) / fresh) * (total - done);
    const shown = state === "complete" ? value!.toFixed(4) : state;
    const so = best === null ? "" : `, best so far ${best.toFixed(4)}`;
    const which = `${name} (${cluster.name}), trial ${number + 1} of ${perMember}`;
    onProgress?.(done, total, `${which}: ${shown}${so}; ${formatSeconds(left)} left`);
  };
}

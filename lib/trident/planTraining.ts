import { mkdtemp, rm, stat } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { pricesOf } from "../backtest/index.ts";
import { equalWeightReturn } from "../behaviour/index.ts";
import { type EngineHost, type MemberName, startMemberHost } from "../engines/index.ts";
import { Ledger } from "../ledger/index.ts";
import type { Progress, TridentProfile } from "../runtime/index.ts";
import { type CostModel, costModel, scaledCost, secondsOfRows, type Timing } from "./costModel.ts";
import { cutTraining } from "./cutTraining.ts";
import { evenly } from "./evenly.ts";
import { CLUSTERS } from "./fitClusters.ts";
import type { FoldRows } from "./foldRows.ts";
import type { MemberPlan } from "./memberPlan.ts";
import { peakMemory } from "./peakMemory.ts";
import { shareHosts } from "./shareHosts.ts";
import { USUAL_MEMBERS } from "./spaces.ts";
import { cutSpans } from "./spans.ts";
import { datasetHash, readTrainingData } from "./trainingData.ts";
import { openTrainingFolder } from "./trainingFolder.ts";
import { trialBudget } from "./trialBudget.ts";
import { BATCH, type Tuning, tuneMember } from "./tuneMember.ts";

/** Rows of a fold that are measured at most; the other two sizes are a half and a quarter of them. */
const LARGEST = 12_000;
/**
 * Trials of the smallest size, and of the other two: the first ones again, whose parameters are the same at each size. What
 * trials differ by, the most of all, so counts by many, and only what rows add is told by few.
 */
const DRAWS = { many: 12, few: 3 } as const;
/** Folds that are measured. */
const FOLDS = 3;
/** Share of a fold's fits that what is no trial takes: the score on volatility alone, over all folds. */
const VOLATILITY = 0.5;
/** Student's t of 95 %, for about seven degrees of freedom. */
const T = 2.4;
/** Hours that a notebook lives on Colab, free and paid. */
const SESSIONS = [12, 24] as const;
/** Bytes a second between nodes: 1 Gbit/s, and no more is counted on. */
const BETWEEN_NODES = 1e8;

export interface PlanOptions {
  readonly profile: TridentProfile;
  readonly trials?: number | undefined;
  readonly clusters?: number | undefined;
  readonly members?: readonly MemberName[] | undefined;
  /** Trials at a time on one machine, as a training has them. */
  readonly workers?: number | undefined;
  /** Machines like this one, up to which it is told what they would take. */
  readonly nodes?: number | undefined;
  readonly gpus?: number | undefined;
  readonly seed?: number | undefined;
  readonly onProgress?: Progress | undefined;
}

/** Seconds, with their 95 % interval. */
export interface Estimate {
  readonly seconds: number;
  readonly low: number;
  readonly high: number;
}

/** What a training would take. */
export interface TrainingPlan {
  readonly rows: number;
  readonly columns: number;
  readonly clusters: number;
  /** Trials of each engine in each cluster. */
  readonly trials: number;
  /** Of a model at most. */
  readonly trees: number;
  readonly folds: number;
  readonly workers: number;
  /** What was measured, by engine: seconds of a fold's fit and scores at three sizes. */
  readonly measured: Readonly<Record<string, readonly Timing[]>>;
  readonly measuredIn: number;
  /** A trial of the middle cluster, by engine. */
  readonly trial: Readonly<Record<string, number>>;
  /** On 1, 2, ... machines like this one. */
  readonly nodes: readonly ({ readonly nodes: number } & Estimate)[];
  /** Null: not measured yet. */
  readonly gpu: null;
  readonly gpus: number;
  /** Bytes: of the matrix, of this process and the workers at their highest. */
  readonly memory: { readonly matrix: number; readonly hosts: number };
  readonly disk: number;
  readonly warnings: readonly string[];
}

/**
 * Says what a training would take before it is begun. Each engine's trials, with all that a trial has (fits, scores, the
 * policy's returns, the study, the ledger), are run at three sizes of a sample on as many workers as there will be; a line
 * through them gives what the full rows take, and its scatter how sure that is. Trials are counted as if none were pruned.
 * The project's ledger is not touched: what is measured is thrown away.
 *
 * ```ts
 * const plan = await planTraining("data/dataset", { profile: profileOf("a100").trident, nodes: 4 });
 * ```
 */
export async function planTraining(dataset: string, options: PlanOptions): Promise<TrainingPlan> {
  const { profile, clusters = CLUSTERS, members = USUAL_MEMBERS, seed = 42, nodes = 1, gpus = 0, onProgress } = options;
  const { folds, trees, depth, stoppingRounds, threads } = profile;
  const workers = options.workers ?? Math.max(1, Math.floor(availableParallelism() / threads));
  const place = await mkdtemp(join(tmpdir(), "trident-plan-"));
  const folder = await openTrainingFolder(join(place, "bundle"), { dataset: await datasetHash(dataset) }, false);
  const ledger = new Ledger(join(place, "ledger.sqlite"));
  const hosts: EngineHost[] = [];
  const started = performance.now();
  try {
    const data = await readTrainingData(dataset, folder, { classes: 2, ranked: false });
    const spans = cutSpans(data.labels, data.rows);
    const { plans, clusters: cut } = await cutTraining(data, spans, { clusters, folds, engines: members, seed });
    const ready = (performance.now() - started) / 1000;
    for (let k = 0; k <= workers; k++) hosts.push(startMemberHost());
    const pids: number[] = [];
    for (const host of hosts) pids.push((await host.info()).pid);
    const [clerk, ...working] = hosts;
    const bare = peakMemory(pids) ?? 0;
    const tuning: Tuning = {
      ...{ labels: data.labels, classes: 2, target: data.target, objective: "log_loss", pruning: false },
      ...{ threads, device: "cpu", seed, ledger, clerk: clerk!, prices: pricesOf(data.panel), matrix: data.matrix },
      ...{ market: equalWeightReturn(data.panel).value, limits: { trees, depth, stoppingRounds }, dataHash: "plan" },
      ...{ studies: join(folder.work, "studies.sqlite"), folder: join(folder.work, "trials"), name: "plan" },
    };
    const jobs = samplesOf(plans);
    const found: (Measured & { readonly engine: MemberName })[] = [];
    let next = 0;
    await Promise.all(
      working.map(async (host) => {
        while (next < jobs.length) {
          const job = jobs[next++]!;
          found.push({ engine: job.engine, ...(await measure(tuning, host, job)) });
          onProgress?.(found.length, jobs.length, `${job.name}`);
        }
      }),
    );
    const peak = peakMemory(pids) ?? 0;
    const fits: Record<string, CostModel> = {};
    const binning: Record<string, CostModel> = {};
    const measured: Record<string, readonly Timing[]> = {};
    for (const engine of members) {
      const mine = found.filter((each) => each.engine === engine);
      measured[engine] = asByManyDraws(mine);
      fits[engine] = costModel(measured[engine]!);
      binning[engine] = costModel(mine.map((each) => each.binning));
    }
    const asked = options.trials ?? profile.trials;
    const budget =
      asked === null
        ? trialBudget(
            plans.reduce((sum, { engine, folds }) => sum + overFolds(folds, fits[engine]!), 0),
            { minutes: profile.minutes ?? 0, workers, trees },
          )
        : { trials: asked, trees };
    const { trials } = budget;
    for (const [engine, fit] of Object.entries(fits)) fits[engine] = scaledCost(fit, budget.trees / trees);
    const costs = plans.map((plan) => costOf(plan, trials, fits[plan.engine]!, binning[plan.engine]!));
    const matrix = (await stat(data.matrix.path)).size;
    const estimates = Array.from({ length: nodes }, (_, k) => {
      const spread = k === 0 ? 0 : matrix / BETWEEN_NODES;
      return { nodes: k + 1, ...estimateOf(plans, costs, fits, workers * (k + 1), ready + spread) };
    });
    const largest = Math.max(...plans.map(({ folds: [fold] }) => fold!.rows.length));
    const sampled = Math.max(...jobs.map(({ folds: [fold] }) => fold!.rows.length));
    const sessions = data.labels.calendar.length;
    return {
      ...{ rows: data.rows.length, columns: data.matrix.names.length, clusters: cut.length, ...budget, folds, workers },
      ...{ measured, measuredIn: (performance.now() - started) / 1000, nodes: estimates, gpu: null, gpus },
      trial: Object.fromEntries(members.map((engine) => [engine, trialOf(plans, engine, fits[engine]!)])),
      memory: { matrix, hosts: bare + Math.max(0, peak - bare) * Math.max(1, largest / sampled) },
      // The inputs, the best trial's scores of each member, and a record a trial with its daily returns.
      disk: matrix + plans.reduce((sum, { rows }) => sum + 8 * rows.length + trials * (28 * sessions + 1000), 0),
      warnings: warningsOf(estimates, plans, fits, workers),
    };
  } finally {
    await Promise.all(hosts.map((host) => host.close()));
    ledger.close();
    folder.release();
    await rm(place, { recursive: true, force: true });
  }
}

interface SampleJob extends MemberPlan {
  /** Of the fold's rows. */
  readonly size: number;
  /** Trials beside the first one. */
  readonly draws: number;
}

/** Each engine on a sample of its largest cluster, at three sizes; the long ones first. */
function samplesOf(plans: readonly MemberPlan[]): readonly SampleJob[] {
  const engines = [...new Set(plans.map(({ engine }) => engine))];
  const jobs = engines.flatMap((engine) => {
    const mine = plans.filter((plan) => plan.engine === engine);
    const plan = mine.reduce((a, b) => (b.rows.length > a.rows.length ? b : a));
    const most = Math.min(LARGEST, plan.folds[0]!.rows.length);
    return [1, 0.5, 0.25].map((share): SampleJob => {
      const size = Math.floor(most * share);
      return {
        ...plan,
        size,
        draws: share === 0.25 ? DRAWS.many : DRAWS.few,
        name: `${plan.engine}, ${size} rows`,
        folds: plan.folds.slice(0, FOLDS).map((fold) => sampleOf(fold, size)),
      };
    });
  });
  return jobs.sort((a, b) => b.size - a.size);
}

/** A fold of fewer rows, evenly taken of each of its parts. */
function sampleOf(fold: FoldRows, size: number): FoldRows {
  const share = Math.min(1, size / fold.rows.length);
  const part = (rows: Uint32Array): Uint32Array =>
    Uint32Array.from(evenly(rows, Math.max(1, Math.round(share * rows.length))));
  const test = part(fold.test);
  if (!fold.stopping) return { ...fold, rows: part(fold.rows), test };
  const learned = part(fold.rows.subarray(0, fold.stopping[0]));
  const watched = part(fold.rows.subarray(fold.stopping[0]));
  return {
    ...fold,
    test,
    rows: Uint32Array.from([...learned, ...watched]),
    stopping: [learned.length, learned.length + watched.length],
  };
}

/** Seconds a fold: to gather and bin its rows once, and of each trial's fit and scores. */
interface Measured {
  readonly binning: Timing;
  readonly trials: readonly Timing[];
}

async function measure(tuning: Tuning, host: EngineHost, job: SampleJob): Promise<Measured> {
  const rows = job.folds.reduce((sum, fold) => sum + fold.rows.length, 0) / job.folds.length;
  /** A study of its own under the engine's name, by which trials of each size are drawn alike. */
  const timed = async (what: string, trials: number, folds = job.folds, limits = tuning.limits) => {
    const own = `${job.name} ${what}`.replaceAll(/\W+/g, "-");
    const places = { studies: `${tuning.studies}-${own}`, folder: join(tuning.folder, own), name: `plan ${own}` };
    const seconds: number[] = [];
    let from = performance.now();
    await shareHosts([job], [host], new AbortController(), (_, hosts) =>
      tuneMember({ ...tuning, ...places, limits }, hosts, { ...job, folds, trials, name: job.engine }, () => {
        seconds.push((performance.now() - from) / 1000 / folds.length);
        from = performance.now();
      }),
    );
    return seconds;
  };
  // The library is loaded once a worker, which is no part of a trial.
  await timed("warm", 1, [sampleOf(job.folds[0]!, 200)]);
  // Of a single tree the first trial has little beside binning, and the next ones none of it.
  const [binned, ...again] = await timed("binning", 3, job.folds, { ...tuning.limits, trees: 1 });
  const [, ...trials] = await timed("trials", job.draws + 1);
  return {
    binning: { rows, seconds: Math.max(1e-4, binned! - meanOf(again)) },
    trials: trials.map((seconds) => ({ rows, seconds })),
  };
}

/** All timings by rows, those of few trials as if they had been of as many, and the same, as of the smallest size. */
function asByManyDraws(measured: readonly Measured[]): readonly Timing[] {
  const [smallest, ...others] = measured.map(({ trials }) => trials).sort((a, b) => a[0]!.rows - b[0]!.rows);
  const seconds = smallest!.map((each) => each.seconds);
  return [
    ...smallest!,
    ...others.flatMap((few) => {
      const share = meanOf(seconds) / meanOf(seconds.slice(0, few.length));
      return few.map((each) => ({ ...each, seconds: each.seconds * share }));
    }),
  ];
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;

/** Seconds of a member: its trials; binning twice, for all columns and for volatility's; the volatility score; the last fit. */
function costOf({ folds, rows }: MemberPlan, trials: number, fit: CostModel, binning: CostModel): number {
  const once = secondsOfRows(fit, rows.length) + secondsOfRows(binning, rows.length);
  return (trials + VOLATILITY) * overFolds(folds, fit) + (1 + VOLATILITY) * overFolds(folds, binning) + once;
}

/** What a cost comes to over all folds: of a fit, the seconds of a trial. */
function overFolds(folds: MemberPlan["folds"], cost: CostModel): number {
  return folds.reduce((sum, fold) => sum + secondsOfRows(cost, fold.rows.length), 0);
}

/** A trial of an engine in the middle cluster. */
function trialOf(plans: readonly MemberPlan[], engine: MemberName, fit: CostModel): number {
  const all = plans
    .filter((plan) => plan.engine === engine)
    .map(({ folds }) => overFolds(folds, fit))
    .sort((a, b) => a - b);
  return all[all.length >> 1]!;
}

/**
 * What all members take on some workers, none of which waits while there are trials, though one member has but a batch
 * of them at a time. What one engine's line errs by falls on all its members; scatter of trials evens out.
 */
function estimateOf(
  plans: readonly MemberPlan[],
  costs: readonly number[],
  fits: Readonly<Record<string, CostModel>>,
  workers: number,
  ready: number,
): Estimate {
  const whole = costs.reduce((a, b) => a + b, 0);
  const tuning = Math.max(whole / workers, Math.max(...costs) / Math.min(BATCH, workers));
  let variance = 0;
  for (const [engine, { scatter, leverage }] of Object.entries(fits)) {
    const mine = plans.flatMap((plan, k) =>
      plan.engine === engine ? [{ cost: costs[k]!, rows: plan.folds[0]!.rows.length }] : [],
    );
    const error = mine.reduce((sum, { cost, rows }) => sum + cost * scatter * Math.sqrt(leverage(rows)), 0);
    variance += error ** 2;
  }
  const spread = (T * Math.sqrt(variance) * tuning) / whole;
  return { seconds: ready + tuning, low: ready + Math.max(0, tuning - spread), high: ready + tuning + spread };
}

function warningsOf(
  [alone]: readonly Estimate[],
  plans: readonly MemberPlan[],
  fits: Readonly<Record<string, CostModel>>,
  workers: number,
): readonly string[] {
  const longest = Math.max(...plans.map(({ engine, folds }) => overFolds(folds, fits[engine]!)));
  return SESSIONS.filter((hours) => alone!.high > hours * 3600).map((hours) => {
    const sessions = Math.ceil(alone!.high / (hours * 3600));
    return `this may outlive a session of ${hours} h, as Colab has them: every trial is a checkpoint, so that with --resume ${sessions} sessions do it, and the end of each loses at most ${workers} trials, ${Math.ceil((longest * workers) / 60)} minutes of work`;
  });
}

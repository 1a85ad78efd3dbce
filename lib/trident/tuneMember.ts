import { finiteOrNull } from "trident-base";
import {
  type DeviceChoice,
  type EngineHost,
  type MemberName,
  openStudy,
  runStudy,
  type StudyTrial,
  type TrialRun,
} from "../engines/index.ts";
import type { MatrixFile } from "../files/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { seedOf } from "../runtime/index.ts";
import type { FoldRows } from "./foldRows.ts";
import { type PreparedFolds, prepareInHosts, type ScoredFold, type TrialFoldScore } from "./preparedFolds.ts";
import type { MemberHosts } from "./shareHosts.ts";
import { fitParams, spaceOf, type TreeLimits } from "./spaces.ts";
import { type TrialFiles, type TrialRecord, trialFiles } from "./trialFiles.ts";
import { DIRECTIONS, objectiveOf, type TrialMarket, type TuningObjective, tradeFolds } from "./trialObjective.ts";
import { TuningError } from "./tuningError.ts";

/** Trials that are asked together and know nothing of each other; part of a study. */
export const BATCH = 4;

/** What all studies of a training have in common. */
export interface Tuning extends TrialMarket {
  readonly matrix: MatrixFile;
  /** The class of each row of the matrix. */
  readonly target: Int8Array;
  /** What each row of the matrix weighs in a fit; undefined where all weigh the same. */
  readonly weight?: Float64Array | undefined;
  readonly objective: TuningObjective;
  readonly pruning: boolean;
  readonly limits: TreeLimits;
  readonly threads: number;
  readonly device: DeviceChoice;
  readonly seed: number;
  /** The SQLite file of the studies, and the folder of their trials. */
  readonly studies: string;
  readonly folder: string;
  readonly ledger: Ledger;
  /** Names the training in the ledger, and the data that it sees. */
  readonly name: string;
  readonly dataHash: string;
  /** Keeps the studies. */
  readonly clerk: EngineHost;
  readonly signal?: AbortSignal | undefined;
}

/** One engine in one cluster. */
export interface MemberToTune {
  /** "cluster 1 xgboost": the study's name in its file. */
  readonly name: string;
  readonly engine: MemberName;
  readonly folds: readonly FoldRows[];
  readonly trials: number;
}

/** A trial as a person and a figure want it. */
export interface TunedTrial {
  readonly number: number;
  readonly state: StudyTrial["state"];
  readonly params: Readonly<Record<string, number>>;
  readonly value: number | null;
  readonly folds: readonly TrialFoldScore[];
}

/** What tuning one engine in one cluster came to. */
export interface TunedMember {
  readonly trials: readonly TunedTrial[];
  readonly best: TunedTrial;
  /** Of the best trial, fold after fold of the member's test rows. */
  readonly probability: Float64Array;
}

/**
 * Tunes one engine on the folds of one cluster, or goes on with it; as many trials at a time as there are hosts for.
 * A trial is in its file before the ledger has it, and in the ledger before the study is told: a kill between leaves none
 * uncounted, and none is evaluated twice.
 *
 * @throws TuningError if no trial can be completed; what the engines throw beyond a refused fit; the signal's reason.
 */
export async function tuneMember(
  tuning: Tuning,
  hosts: MemberHosts,
  member: MemberToTune,
  onTrial?: (trial: TunedTrial, best: number | null) => void,
): Promise<TunedMember> {
  const { objective, pruning, seed, studies, clerk, signal, limits } = tuning;
  const { name, engine, folds, trials } = member;
  const files = trialFiles(`${tuning.folder}/${name.replaceAll(" ", "-")}`);
  const study = await openStudy({
    ...{ name, file: studies, space: spaceOf(engine, limits), direction: DIRECTIONS[objective] },
    ...{ seed: seedOf(seed, "study", name), batch: BATCH, pruner: pruning ? ("median" as const) : ("none" as const) },
    host: clerk,
  });
  const prepared = prepareInHosts(engine, { ...tuning, folds });
  try {
    for (const { number, state, params } of study.trials) {
      const record = state === "running" ? undefined : await files.read(number);
      if (record) count(tuning, member, number, params as TrialRecord["params"], record);
    }
    const all = await runStudy(study, {
      ...{ trials, signal, workers: Math.min(BATCH, hosts.most) },
      evaluate: async (run) => {
        const params = run.params as TrialRecord["params"];
        const known = await files.read(run.number);
        const record = known ?? (await hosts.run((host) => evaluate(tuning, member, prepared.in(host), run, files)));
        count(tuning, member, run.number, params, record);
        const value = record.state === "complete" ? record.value! : record.state;
        return { value, notes: { folds: record.folds, why: record.why } };
      },
      onTrial: async (trial) => {
        if (study.best) await files.keepBest(study.best.number, trial.number);
        onTrial?.(tunedTrial(trial), study.best?.value ?? null);
      },
    });
    const told = all.slice(0, trials).map(tunedTrial);
    const best = bestOf(told, DIRECTIONS[objective]);
    if (!best) {
      const why = all.find(({ notes }) => typeof notes.why === "string")?.notes.why ?? "all were given up";
      throw new TuningError(`none of ${trials} trials of ${name} could be completed: ${why}`, {
        remedy: "Take more rows, fewer clusters or fewer folds.",
      });
    }
    return {
      trials: told,
      best,
      probability: await probabilityOf(tuning, member, prepared.in(hosts.own), best, files),
    };
  } finally {
    await prepared.release();
    await study.close().catch(() => {});
  }
}

/** Fits and scores fold after fold until the trial is done, or so far behind that it is given up. */
async function evaluate(
  tuning: Tuning,
  { name, engine, folds }: MemberToTune,
  prepared: PreparedFolds<MemberName>,
  { number, params, signal, report }: TrialRun<ReturnType<typeof spaceOf>>,
  files: TrialFiles,
): Promise<TrialRecord> {
  const { objective, limits, seed, pruning } = tuning;
  const scored: ScoredFold[] = [];
  const kept = (): readonly TrialFoldScore[] => scored.map(({ probability: _, ...score }) => score);
  let record: TrialRecord;
  try {
    let value = Number.NaN;
    let given = false;
    for (let k = 0; k < folds.length && !given; k++) {
      const fitted = fitParams(engine, params, limits);
      scored.push(await prepared.score(k, fitted, seedOf(seed, name), signal));
      value = objectiveOf(objective, tuning, folds, scored);
      if (pruning && k + 1 < folds.length && Number.isFinite(value)) given = await report(k, value);
    }
    const state = given ? "pruned" : Number.isFinite(value) ? "complete" : "failed";
    const why = state === "failed" ? "its scores earn nothing that can be judged" : null;
    const traded = state === "complete" ? tradeFolds(tuning, folds, scored) : undefined;
    const returns = traded ? { dates: [...traded.dates], values: [...traded.policy] } : null;
    const known = finiteOrNull(value);
    record = { params: params as TrialRecord["params"], state, value: known, folds: kept(), why, returns };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "EngineError") throw error;
    const why = error.message;
    record = {
      params: params as TrialRecord["params"],
      state: "failed",
      value: null,
      folds: kept(),
      why,
      returns: null,
    };
  }
  await files.write(number, record, record.state === "complete" ? joined(scored) : undefined);
  return record;
}

/** Writes a trial into the ledger; one that is there already is left alone. */
function count(
  { ledger, name: training, dataHash, seed }: Tuning,
  { name, engine }: MemberToTune,
  number: number,
  params: TrialRecord["params"],
  { state, value, returns }: TrialRecord,
): void {
  const parameters = { engine, ...params };
  ledger.record({ study: `${training} ${name}`, number, parameters, dataHash, seed, status: state, value, returns });
}

/** The best trial's out-of-fold probabilities: kept by it, or made again where its file is gone. */
async function probabilityOf(
  { limits, seed, classes, signal }: Tuning,
  { name, engine, folds }: MemberToTune,
  prepared: PreparedFolds<MemberName>,
  best: TunedTrial,
  files: TrialFiles,
): Promise<Float64Array> {
  const rows = folds.reduce((sum, { test }) => sum + test.length, 0);
  const known = await files.probability(best.number, rows * (classes === 2 ? 1 : classes));
  if (known) return known;
  const scored: ScoredFold[] = [];
  for (let k = 0; k < folds.length; k++) {
    scored.push(await prepared.score(k, fitParams(engine, best.params, limits), seedOf(seed, name), signal));
  }
  return joined(scored);
}

/** Probabilities fold after fold. */
export function joined(scored: readonly Pick<ScoredFold, "probability">[]): Float64Array {
  const all = new Float64Array(scored.reduce((sum, { probability }) => sum + probability.length, 0));
  let at = 0;
  for (const { probability } of scored) {
    all.set(probability, at);
    at += probability.length;
  }
  return all;
}

function tunedTrial({ number, state, params, value, notes }: StudyTrial): TunedTrial {
  const folds = (notes.folds as readonly TrialFoldScore[] | undefined) ?? [];
  return { number, state, params: params as TunedTrial["params"], value, folds };
}

/** The complete trial of the best value, the earliest of equals. */
function bestOf(trials: readonly TunedTrial[], direction: "minimize" | "maximize"): TunedTrial | undefined {
  const sign = direction === "minimize" ? 1 : -1;
  return trials
    .filter(({ state }) => state === "complete")
    .reduce<TunedTrial | undefined>(
      (best, trial) => (best && sign * (trial.value! - best.value!) >= 0 ? best : trial),
      undefined,
    );
}

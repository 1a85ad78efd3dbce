import { UsageError } from "trident-base";
import { seedOf } from "../runtime/index.ts";
import { EngineHostCrashed } from "./errors.ts";
import type { Space, SpaceParams, Study, StudyTrial } from "./study.ts";

/** What an evaluation is given. */
export interface TrialRun<S extends Space> {
  readonly number: number;
  readonly params: SpaceParams<S>;
  /** 0 to workers - 1: what is running at the same time has different ones, so that each may have a host of its own. */
  readonly worker: number;
  readonly signal: AbortSignal;
  /**
   * Keeps the value of a step (0, 1, ...) and says whether to give up; then the evaluation should end as "pruned".
   * It is compared with finished batches alone.
   */
  report(step: number, value: number): Promise<boolean>;
}

/** How a trial ended: its value, with notes to keep beside it if wanted; given up; or without a value. */
export type Evaluation =
  | number
  | "pruned"
  | "failed"
  | { readonly value: number | "pruned" | "failed"; readonly notes: Readonly<Record<string, unknown>> };

/** Evaluates one point. It must depend on the parameters alone; what it throws ends the run, and the trial stays open. */
export type Evaluate<S extends Space> = (trial: TrialRun<S>) => Promise<Evaluation>;

export interface RunStudyOptions<S extends Space> {
  /** Trials that the study has in the end, those of earlier runs included. */
  readonly trials: number;
  readonly evaluate: Evaluate<S>;
  /** Evaluations under way at a time, at most the study's batch; 1 by default. The trials do not depend on it. */
  readonly workers?: number | undefined;
  /** Called with each trial as it is told, in their order; those of earlier runs are not told again. */
  readonly onTrial?: ((trial: StudyTrial<S>) => void | Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Attempts at one trial, if the engine host dies under it every time. */
const ATTEMPTS = 3;

/**
 * Runs a study up to a number of trials: asks a batch, evaluates it, tells it in the order of its trials.
 *
 * Each trial is drawn with a seed of its own, from the study's seed and its number, and from what finished batches
 * say: so one worker, several, and a run that was killed and resumed give the same trials. Trials that a kill left
 * running are evaluated again with the parameters that they had. A trial under which the engine host dies is repeated.
 *
 * @returns the study's trials, by number.
 * @throws what an evaluation throws, after the others of its batch have ended; the signal's reason if that was aborted.
 */
export async function runStudy<S extends Space>(
  study: Study<S>,
  options: RunStudyOptions<S>,
): Promise<readonly StudyTrial<S>[]> {
  const { trials, workers = 1, signal } = options;
  if (!Number.isInteger(trials) || trials < 0) throw new UsageError(`a study cannot have ${trials} trials`);
  if (!Number.isInteger(workers) || workers < 1) throw new UsageError(`${workers} workers cannot evaluate`);
  for (let past = 0; past < trials; past += study.batch) {
    const known = study.trials.slice(past, Math.min(past + study.batch, trials));
    const count = Math.min(study.batch, trials - past);
    if (known.length === count && known.every(({ state }) => state !== "running")) continue;
    signal?.throwIfAborted();
    const seeds = Array.from({ length: count }, (_, i) => seedOf(study.seed, "trial", past + i));
    const asked = await study.call<{ trials: readonly StudyTrial<S>[] }>("ask", { first: past, past, seeds });
    study.update(asked.trials);
    await runBatch(study, past, asked.trials, options);
  }
  return study.trials;
}

async function runBatch<S extends Space>(
  study: Study<S>,
  past: number,
  asked: readonly StudyTrial<S>[],
  { evaluate, workers = 1, onTrial, signal }: RunStudyOptions<S>,
): Promise<void> {
  const open = asked.filter(({ state }) => state === "running");
  const ends = open.map(() => Promise.withResolvers<Evaluation>());
  for (const { promise } of ends) promise.catch(() => {});
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  let next = 0;
  const work = async (worker: number): Promise<void> => {
    while (next < open.length && !either.aborted) {
      const k = next++;
      const { number, params } = open[k]!;
      const report = async (step: number, value: number): Promise<boolean> => {
        if (!Number.isFinite(value)) throw new UsageError(`trial ${number} reported ${value} at step ${step}`);
        return (await study.call<{ prune: boolean }>("report", { number, step, value, past })).prune;
      };
      try {
        ends[k]!.resolve(
          await persistently(() => evaluate({ number, params, worker, signal: either, report }), either),
        );
      } catch (error) {
        ends[k]!.reject(error);
        stop.abort(error);
      }
    }
    for (const end of ends.slice(next)) if (either.aborted) end.reject(either.reason);
  };
  const working = Promise.all(Array.from({ length: Math.min(workers, open.length) }, (_, worker) => work(worker)));
  try {
    for (const [k, { number }] of open.entries()) {
      const { trial } = await study.call<{ trial: StudyTrial<S> }>("tell", {
        number,
        ...ending(number, await ends[k]!.promise),
      });
      study.update([trial]);
      await onTrial?.(trial);
    }
  } catch (error) {
    stop.abort(error);
    throw error;
  } finally {
    await working;
  }
}

/** A trial under which the host dies is repeated; the call after a crash starts a new host. */
async function persistently(evaluate: () => Promise<Evaluation>, signal: AbortSignal): Promise<Evaluation> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await evaluate();
    } catch (error) {
      if (signal.aborted || !(error instanceof EngineHostCrashed) || attempt === ATTEMPTS) throw error;
    }
  }
}

function ending(number: number, evaluation: Evaluation) {
  const { value, notes } = typeof evaluation === "object" ? evaluation : { value: evaluation, notes: {} };
  if (typeof value === "string") return { state: value, value: null, notes };
  if (Number.isFinite(value)) return { state: "complete", value, notes };
  throw new UsageError(`the evaluation of trial ${number} gave ${value}`, {
    remedy: 'An evaluation without a value ends as "failed".',
  });
}

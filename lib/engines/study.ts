import { dirname, resolve } from "node:path";
import { makeFolder, UsageError } from "trident-base";
import { EngineHostCrashed } from "./errors.ts";
import type { EngineHost } from "./host.ts";
import { engineHost } from "./startEngineHost.ts";

/** One dimension of a search space, bounds included. `log` draws evenly on the logarithm; a step excludes it. */
export type Dimension =
  | {
      readonly type: "int";
      readonly low: number;
      readonly high: number;
      readonly step?: number | undefined;
      readonly log?: boolean | undefined;
    }
  | {
      readonly type: "float";
      readonly low: number;
      readonly high: number;
      readonly step?: number | undefined;
      readonly log?: boolean | undefined;
    }
  | { readonly type: "choice"; readonly choices: readonly (string | number | boolean)[] };

/** A search space as data; the order of its names is part of a study. */
export type Space = Readonly<Record<string, Dimension>>;

/** One point of a space. */
export type SpaceParams<S extends Space> = {
  readonly [K in keyof S]: S[K] extends { readonly choices: readonly (infer C)[] } ? C : number;
};

/** A trial as it stands in the study's file. */
export interface StudyTrial<S extends Space = Space> {
  /** From 0, in the order of asking. */
  readonly number: number;
  readonly state: "running" | "complete" | "pruned" | "failed";
  readonly params: SpaceParams<S>;
  /** The objective; of a pruned trial the last value reported, null where there is none. */
  readonly value: number | null;
  /** Intermediate values by step, ascending. */
  readonly steps: readonly (readonly [step: number, value: number])[];
  /** What the evaluation wanted to be kept beside the value. */
  readonly notes: Readonly<Record<string, unknown>>;
}

/** How a study is made. All of it but notes and host is part of the study: opening it in another way is refused. */
export interface StudyOptions<S extends Space> {
  /** A file may hold several studies, by name. */
  readonly name: string;
  /** The SQLite file, as Optuna and optuna-dashboard open it; made with its folder if it is not there. */
  readonly file: string;
  readonly space: S;
  readonly direction: "maximize" | "minimize";
  readonly seed: number;
  /** Trials that are asked together and know nothing of each other's results; 4 by default. */
  readonly batch?: number | undefined;
  /** "median": a trial whose best value so far is worse than the median of finished batches at its step is given up. */
  readonly pruner?: "none" | "median" | undefined;
  /** What is kept beside the study where it has none of these yet: no part of its identity. */
  readonly notes?: Readonly<Record<string, unknown>> | undefined;
  /** The host that keeps the study; the session's by default. */
  readonly host?: EngineHost | undefined;
}

/** An open study. */
export interface Study<S extends Space = Space> {
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  readonly space: S;
  readonly direction: "maximize" | "minimize";
  readonly seed: number;
  readonly batch: number;
  readonly host: EngineHost;
  /** All trials so far, by number; running ones were left behind by a run that ended early. */
  readonly trials: readonly StudyTrial<S>[];
  /** The complete trial of the best value, the earliest of equals; undefined while there is none. */
  readonly best: StudyTrial<S> | undefined;
  /** One call on this study, made again if the host dies in it. */
  call<T>(action: "ask" | "report" | "tell", params: object): Promise<T>;
  /** Takes in trials as the file has them now. */
  update(trials: readonly StudyTrial<S>[]): void;
  /** Lets go of the file. */
  close(): Promise<void>;
}

/**
 * Opens a study: a search by Optuna's TPE sampler, kept in a SQLite file. A file that has it already continues it.
 *
 * @throws UsageError for a space or options that do not fit; EngineError if the file is none of studies, or holds this
 * study made with another space, direction, seed, batch or pruner.
 */
export async function openStudy<const S extends Space>(options: StudyOptions<S>): Promise<Study<S>> {
  const { name, space, direction, seed, batch = 4, pruner = "none", notes = {}, host = engineHost() } = options;
  const file = resolve(options.file);
  if (name === "") throw new UsageError("a study needs a name");
  if (!Number.isInteger(batch) || batch < 1) throw new UsageError(`a study's batch cannot be ${batch} trials`);
  if (!Number.isInteger(seed) || seed < 0) throw new UsageError(`the seed ${seed} is not a whole number from 0 on`);
  const settings = JSON.stringify({ space: described(space), direction, seed, batch, pruner });
  await makeFolder(dirname(file));
  const opened = await again(() => host.study<Trials<S>>("open", { file, name, settings, notes }));
  let trials = opened.trials;
  return {
    name,
    file,
    space,
    direction,
    seed,
    batch,
    host,
    get trials() {
      return trials;
    },
    get best() {
      return bestOf(trials, direction);
    },
    call: (action, params) => again(() => host.study(action, { file, name, ...params })),
    update: (changed) => {
      const all = [...trials];
      for (const trial of changed) all[trial.number] = trial;
      trials = all;
    },
    close: async () => void (await again(() => host.study("close", { file, name }))),
  };
}

/** A study of a file as `listStudies` finds it. */
export interface StudyInFile {
  readonly name: string;
  /** Trials that have ended, however they did. */
  readonly ended: number;
  readonly notes: Readonly<Record<string, unknown>>;
}

/**
 * The studies that a file has, in the order of their making; none if there is no file.
 *
 * @throws EngineError if the file is none of studies.
 */
export async function listStudies(file: string, host: EngineHost = engineHost()): Promise<readonly StudyInFile[]> {
  const { studies } = await again(() =>
    host.study<{ studies: readonly StudyInFile[] }>("list", { file: resolve(file) }),
  );
  return studies;
}

interface Trials<S extends Space> {
  readonly trials: readonly StudyTrial<S>[];
}

const ATTEMPTS = 3;

/** Every call on a study may be repeated: what was done before the host died is found done. */
async function again<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof EngineHostCrashed) || attempt === ATTEMPTS) throw error;
    }
  }
}

function bestOf<S extends Space>(
  trials: readonly StudyTrial<S>[],
  direction: "maximize" | "minimize",
): StudyTrial<S> | undefined {
  const sign = direction === "maximize" ? 1 : -1;
  return trials
    .filter(({ state }) => state === "complete")
    .reduce<StudyTrial<S> | undefined>(
      (best, trial) => (best === undefined || sign * (trial.value! - best.value!) > 0 ? trial : best),
      undefined,
    );
}

/** The space as the host reads it, every field present. */
function described(space: Space): Record<string, object> {
  const names = Object.keys(space);
  if (names.length === 0) throw new UsageError("a search space must name at least one dimension");
  return Object.fromEntries(
    names.map((name) => {
      const dimension = space[name]!;
      if (dimension.type === "choice") {
        if (dimension.choices.length > 0) return [name, { type: "choice", choices: dimension.choices }];
        throw new UsageError(`the dimension '${name}' has no choices`);
      }
      const { type, low, high, step, log = false } = dimension;
      if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
        throw new UsageError(`the dimension '${name}' cannot reach from ${low} to ${high}`);
      }
      if (step !== undefined && (!(step > 0) || log)) {
        throw new UsageError(`the dimension '${name}' cannot have a step of ${step}${log ? " on a logarithm" : ""}`);
      }
      if (log && !(low > 0)) throw new UsageError(`the dimension '${name}' cannot be logarithmic from ${low}`);
      return [name, { type, low, high, log, step: step ?? null }];
    }),
  );
}

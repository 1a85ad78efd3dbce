import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { currentSession, type MatrixFile, UsageError } from "../runtime/index.ts";
import { type EngineName, type EngineParams, engines } from "./engines.ts";
import { type CallOptions, HostProcess } from "./hostProcess.ts";
import { readNpyFloat64, writeNpy } from "./npy.ts";
import { findPythonHost } from "./python.ts";
import { countRows, encodeRows, type RowSet } from "./rows.ts";

/** What a fit learns from: rows of a matrix file, by reference, with a target for each. */
export interface FitData<E extends EngineName> {
  readonly matrix: MatrixFile;
  /** Columns to learn from, in this order; all by default. */
  readonly columns?: readonly string[] | undefined;
  readonly rows: RowSet;
  /** The class of each row of the set, a whole number. */
  readonly target: Int8Array | Float32Array;
  /** The weight of each row of the set; equal by default. */
  readonly weight?: Float32Array | Float64Array | undefined;
  readonly params: EngineParams<E>;
  /** 0 to 2^32 - 1, as `seedOf` makes it. The same seed gives the same model, whatever the number of threads. */
  readonly seed: number;
  /** Threads to use; all that this process may use by default. */
  readonly threads?: number | undefined;
}

/** Rows to predict; the matrix has the columns that the model was fitted on, wherever they stand. */
export interface PredictData {
  readonly matrix: MatrixFile;
  readonly rows: RowSet;
  readonly threads?: number | undefined;
}

/** A model that the host holds until it is released or the host ends. */
export interface EngineModel {
  readonly id: string;
  readonly engine: EngineName;
  readonly columns: readonly string[];
  /** The target's values, ascending. */
  readonly classes: readonly number[];
  /** By column, in the engine's own measure; a forest's sum to 1. */
  readonly importances: Float64Array;
  /** Of the fit itself. */
  readonly seconds: number;
  readonly threads: number;
  /** Python and the engine's package. */
  readonly versions: Readonly<Record<string, string>>;
}

/** What a host is and has; an engine's version is null where its package is not installed. */
export interface EngineHostInfo {
  readonly pid: number;
  readonly python: string;
  readonly models: number;
  readonly engines: Readonly<Record<string, { version: string | null; capabilities: readonly string[] }>>;
}

/** Trains and predicts in a Python process of its own, one call after another. */
export interface EngineHost {
  /**
   * Fits a model on rows of a matrix file.
   *
   * @throws UsageError for data or parameters that do not fit, EngineError if the library fails, EngineHostCrashed if
   * the host dies; the signal's reason if that was aborted.
   */
  fit<E extends EngineName>(engine: E, data: FitData<E>, options?: CallOptions): Promise<EngineModel>;
  /**
   * The model's probabilities for rows of a matrix file. With two classes: of the greater one, a number a row. With
   * more: rows x classes, row after row, classes as in `model.classes`.
   */
  predict(model: EngineModel, data: PredictData, options?: CallOptions): Promise<Float64Array>;
  /** Lets the host forget a model. */
  release(model: EngineModel): Promise<void>;
  /** One call on a study; `openStudy` and `runStudy` are made of them. Each may be made again after a crash. */
  study<T>(action: "open" | "ask" | "report" | "tell" | "close", params: object): Promise<T>;
  info(): Promise<EngineHostInfo>;
  /** Ends the process; its models are gone. */
  close(): Promise<void>;
}

/** How a host is started. */
export interface EngineHostOptions {
  /** The Python interpreter; TRIDENT_HOST_PYTHON, else the repository's own .venv by default. */
  readonly python?: string | undefined;
  /** Where the small files that pass between the processes lie; the system's folder for such files by default. */
  readonly scratch?: string | undefined;
}

/** The engine host of this session, started on first use. */
export function engineHost(): EngineHost {
  return currentSession().resource(
    "engine host",
    () => startEngineHost(),
    (host) => host.close(),
  );
}

/** An engine host of one's own. The process starts with the first call, and again with the call after a crash. */
export function startEngineHost({ python, scratch = tmpdir() }: EngineHostOptions = {}): EngineHost {
  let process: HostProcess | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const call = <T>(method: string, params: object, options?: CallOptions): Promise<T> => {
    if (!process?.running) process = new HostProcess(findPythonHost(python));
    return process.call<T>(method, params, options);
  };
  /** Calls go one after another, so that a host which must be ended for one of them takes no other along. */
  const inTurn = async <T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
    const before = queue;
    const mine = Promise.withResolvers<void>();
    queue = mine.promise;
    try {
      await orAborted(before, signal);
      return await work();
    } finally {
      before.then(() => mine.resolve());
    }
  };
  const withFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
    const folder = await mkdtemp(join(scratch, "trident-"));
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

  return {
    fit: async (engine, data, options) => {
      const { columns, params, rows, threads } = checkFit(engine, data);
      return inTurn(options?.signal, () =>
        withFolder(async (folder) => {
          const file = (name: string): string => join(folder, `${name}.npy`);
          await writeNpy(file("rows"), rows.values, rows.shape);
          await writeNpy(file("target"), data.target);
          if (data.weight) await writeNpy(file("weight"), data.weight);
          const fitted = await call<Omit<EngineModel, "engine" | "columns" | "importances">>(
            "fit",
            {
              engine,
              matrix: data.matrix.path,
              columns,
              rows: file("rows"),
              target: file("target"),
              weight: data.weight ? file("weight") : null,
              params,
              seed: data.seed,
              threads,
              importances: file("importances"),
            },
            options,
          );
          const importances = await readNpyFloat64(file("importances"), columns.length);
          return { ...fitted, engine, columns, importances };
        }),
      );
    },
    predict: async (model, data, options) => {
      const rows = encodeRows(data.rows, data.matrix.rows);
      const threads = checkThreads(data.threads);
      return inTurn(options?.signal, () =>
        withFolder(async (folder) => {
          const out = join(folder, "out.npy");
          await writeNpy(join(folder, "rows.npy"), rows.values, rows.shape);
          await call(
            "predict",
            { id: model.id, matrix: data.matrix.path, rows: join(folder, "rows.npy"), threads, out },
            options,
          );
          const classes = model.classes.length;
          const all = await readNpyFloat64(out, countRows(data.rows) * classes);
          return classes === 2 ? Float64Array.from({ length: all.length / 2 }, (_, i) => all[2 * i + 1]!) : all;
        }),
      );
    },
    release: (model) =>
      inTurn(undefined, async () => {
        if (process?.running) await call("release", { id: model.id });
      }),
    study: (action, params) => inTurn(undefined, () => call(`study/${action}`, params)),
    info: () => inTurn(undefined, () => call<EngineHostInfo>("info", {})),
    close: async () => {
      await process?.close();
      process = undefined;
    },
  };
}

function checkFit<E extends EngineName>(engine: E, data: FitData<E>) {
  const { matrix, target, weight, seed } = data;
  if (!Object.hasOwn(engines, engine)) {
    throw new UsageError(`unknown engine '${engine}'`, { remedy: `Known: ${Object.keys(engines).join(", ")}.` });
  }
  const parsed = engines[engine].safeParse(data.params);
  if (!parsed.success) {
    const problems = z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, " ");
    throw new UsageError(`the parameters of ${engine} do not fit: ${problems}`);
  }
  const columns = data.columns ?? matrix.names;
  const absent = columns.find((name) => !matrix.names.includes(name));
  if (absent !== undefined || columns.length === 0 || new Set(columns).size < columns.length) {
    const what = absent === undefined ? "columns must be named, each once" : `the matrix has no column '${absent}'`;
    throw new UsageError(what, { where: [matrix.path] });
  }
  const rows = encodeRows(data.rows, matrix.rows);
  const count = countRows(data.rows);
  if (target.length !== count) throw new UsageError(`${target.length} targets for ${count} rows`);
  if (weight && weight.length !== count) throw new UsageError(`${weight.length} weights for ${count} rows`);
  const odd = target.findIndex((value) => !Number.isInteger(value));
  if (odd >= 0) {
    throw new UsageError(`the target of row ${odd} of the set is ${target[odd]}`, {
      remedy: "Leave rows without a label out of the set; classes are whole numbers.",
    });
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    throw new UsageError(`the seed ${seed} is not a whole number from 0 to 2^32 - 1`);
  }
  return { columns, params: parsed.data, rows, threads: checkThreads(data.threads) };
}

function checkThreads(threads = availableParallelism()): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= 4096) return threads;
  throw new UsageError(`${threads} threads were asked for`, { remedy: "It must be a whole number from 1 to 4096." });
}

/** Waits for something without a result, or throws the signal's reason if that comes first. */
async function orAborted(wait: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if (!signal) return void (await wait);
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    await Promise.race([wait, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

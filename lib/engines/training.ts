import { availableParallelism } from "node:os";
import { UsageError } from "trident-base";
import type { MatrixFile } from "../files/index.ts";
import { ENGINES, type EngineName, type EngineParams } from "./engines.ts";
import { countRows, encodeRows, type RowSet } from "./rows.ts";

/** Where to train: on a GPU if the engine can use one ("auto"), on the CPU, or on a GPU and nowhere else ("cuda"). */
export type DeviceChoice = "auto" | "cpu" | "cuda";

/** What is made ready to learn from: rows of a matrix file, by reference, with a target for each. */
export interface TrainingData {
  readonly matrix: MatrixFile;
  /** Columns to learn from, in this order; all by default. */
  readonly columns?: readonly string[] | undefined;
  readonly rows: RowSet;
  /** The class of each row of the set, a whole number. */
  readonly target: Int8Array | Float32Array;
  /** The weight of each row of the set; equal by default. */
  readonly weight?: Float32Array | Float64Array | undefined;
  /**
   * Places [from, to) in the set of rows that are not learnt from but tell a booster when to stop. They belong to the
   * training side: rows that are scored later have no place in the set at all.
   */
  readonly stopping?: readonly [from: number, to: number] | undefined;
  /** "cpu" by default, where the same seed gives the same bytes. */
  readonly device?: DeviceChoice | undefined;
  /** Threads to use; all that this process may use by default. */
  readonly threads?: number | undefined;
}

/** How one model is fitted. */
export interface FitSettings<E extends EngineName> {
  readonly params: EngineParams<E>;
  /** 0 to 2^32 - 1, as `seedOf` makes it. */
  readonly seed: number;
  readonly threads?: number | undefined;
}

/** Rows to learn from, and how. */
export type FitData<E extends EngineName> = TrainingData & FitSettings<E>;

/** Rows to predict; the matrix has the columns that the model was fitted on, wherever they stand. */
export interface PredictData {
  readonly matrix: MatrixFile;
  readonly rows: RowSet;
  readonly threads?: number | undefined;
}

/** The data with its defaults. @throws UsageError for what does not fit. */
export function checkData(engine: EngineName, data: TrainingData) {
  checkEngine(engine);
  const { matrix, target, weight, stopping } = data;
  checkMatrixFile(matrix);
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
  if (stopping) {
    const [from, to] = stopping;
    if (
      !(Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from < to && to <= count && to - from < count)
    ) {
      throw new UsageError(`the stopping slice [${from}, ${to}) is no part of a set of ${count} rows`);
    }
  }
  return {
    matrix: matrix.path,
    columns,
    rows,
    count,
    device: data.device ?? "cpu",
    threads: checkThreads(data.threads),
  };
}

/** The settings with their defaults. @throws UsageError for what does not fit. */
export async function checkSettings<E extends EngineName>(engine: E, { params, seed, threads }: FitSettings<E>) {
  checkEngine(engine);
  const [{ engineSchemas }, { prettifyError }] = await Promise.all([import("./engineSchemas.ts"), import("zod")]);
  const parsed = engineSchemas[engine].safeParse(params);
  if (!parsed.success) {
    const problems = prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, " ");
    throw new UsageError(`the parameters of ${engine} do not fit: ${problems}`);
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) {
    throw new UsageError(`the seed ${seed} is not a whole number from 0 to 2^32 - 1`);
  }
  return { params: parsed.data, seed, threads: checkThreads(threads) };
}

/** Threads as asked for, all by default. @throws UsageError */
export function checkThreads(threads = availableParallelism()): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= 4096) return threads;
  throw new UsageError(`${threads} threads were asked for`, { remedy: "It must be a whole number from 1 to 4096." });
}

/** @throws UsageError for a matrix in memory, which the engine host cannot see. */
export function checkMatrixFile(matrix: MatrixFile): void {
  if (typeof matrix?.path === "string") return;
  throw new UsageError("the engine host reads matrices from files, and this is none", {
    remedy: "Give what writeMatrix(matrix, path) returns; crossValidate takes a matrix in memory.",
  });
}

function checkEngine(engine: EngineName): void {
  if (engine === "mlp" || ENGINES.includes(engine)) return;
  throw new UsageError(`unknown engine '${engine}'`, { remedy: `Known: ${[...ENGINES, "mlp"].join(", ")}.` });
}

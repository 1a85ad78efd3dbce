import { availableParallelism } from "node:os";
import type { Panel } from "../market/index.ts";
import { createMatrix, type Matrix, sharedInt32, UsageError, workerPool } from "../runtime/index.ts";
import { FEATURE_NAMES } from "./catalogue.ts";
import { fillFeatures } from "./fill.ts";

/** With fewer rows, one thread is done before others have started and warmed up (measured: even at 100 to 250 thousand). */
const WORTH_THREADS = 150_000;

/** How features are computed; no choice changes a byte of them. */
export interface EngineerOptions {
  /** Worker threads; all that the machine has by default, none for a small panel. */
  readonly threads?: number;
}

/**
 * The 71 features of every bar of a panel: one Float32 column each, in catalogue order, `panel.rows` long, a row a bar.
 * Prices are adjusted as `adjustBars` does. A value that its window cannot fill yet is NaN, and so is an infinity;
 * nothing is filled in.
 *
 * @throws UsageError if `threads` is not a positive integer.
 */
export async function engineerFeatures(panel: Panel, options: EngineerOptions = {}): Promise<Matrix> {
  const { threads = panel.rows < WORTH_THREADS ? 1 : availableParallelism() } = options;
  if (!Number.isInteger(threads) || threads < 1) {
    throw new UsageError(`threads is ${threads}`, { remedy: "Give a whole number from 1." });
  }
  const matrix = createMatrix(FEATURE_NAMES, panel.rows);
  const task = { panel, matrix, next: sharedInt32(1) };
  if (threads === 1) {
    fillFeatures(task);
  } else {
    const pool = workerPool("./engineer.worker", import.meta.url, threads);
    await Promise.all(Array.from({ length: threads }, () => pool.run<void>(task)));
  }
  return matrix;
}

import { availableParallelism } from "node:os";
import { UsageError } from "trident-base";
import type { Panel } from "../market/index.ts";
import { createMatrix, type Matrix, type Progress, sharedInt32, workerPool } from "../runtime/index.ts";
import { FEATURE_NAMES } from "./catalogue.ts";
import { FeatureError } from "./checkFeature.ts";
import { checkOnPanel } from "./checkOnPanel.ts";
import type { UserFeature } from "./defineFeature.ts";
import { type FillTask, fillFeatures, fillUserFeature, type Run, wholeRuns } from "./fill.ts";
import { readFeature } from "./readFeature.ts";

/** With fewer rows, one thread is done before others have started and warmed up (measured: even at 100 to 250 thousand). */
const WORTH_THREADS = 150_000;

/** How features are computed; no choice changes a byte of them. */
export interface EngineerOptions {
  /** Worker threads; all that the machine has by default, none for a small panel. */
  readonly threads?: number;
  /**
   * Features of one's own, appended in this order: what `defineFeature` made, computed in the calling thread, or the
   * path of a file whose default export it is, computed in the workers.
   */
  readonly features?: readonly (UserFeature | string)[];
  /**
   * A matrix of the same rows and columns that is overwritten and given back. To find and clear the pages of a new block
   * takes about as long as to compute it; whoever computes again and again keeps one.
   */
  readonly into?: Matrix;
  /** Hears how many tickers have been begun, of how many. */
  readonly onProgress?: Progress;
}

/** How often progress is told while workers compute, in ms. */
const TELL_MS = 100;

/**
 * The 71 features of every bar of a panel: one Float32 column each, in catalogue order, `panel.rows` long, a row a bar;
 * then the user's own. Prices are adjusted as `adjustBars` does. A value that its window cannot fill yet is NaN, and so
 * is an infinity; nothing is filled in.
 *
 * @throws UsageError if `threads` is not a positive integer or `into` has other rows or columns.
 * @throws FeatureError if a feature's file is no feature, two have one name, or `compute` fails, looks at later bars of
 * this panel (`checkOnPanel`) or beyond its bars.
 */
export function engineerFeatures(panel: Panel, options: EngineerOptions = {}): Promise<Matrix> {
  return fillRuns(panel, wholeRuns(panel), panel.rows, options);
}

/** Features of some bars, into a matrix of so many rows. */
export async function fillRuns(
  panel: Panel,
  runs: readonly Run[],
  rows: number,
  options: EngineerOptions,
): Promise<Matrix> {
  const bars = runs.reduce((sum, { from, to }) => sum + to - from, 0);
  const { threads = bars < WORTH_THREADS ? 1 : availableParallelism(), features = [], into, onProgress } = options;
  if (!Number.isInteger(threads) || threads < 1) {
    throw new UsageError(`threads is ${threads}`, { remedy: "Give a whole number from 1." });
  }
  const own = await Promise.all(
    features.map(async (each) => (typeof each === "string" ? readFeature(each) : { feature: each, url: undefined })),
  );
  const names = [...FEATURE_NAMES, ...own.map(({ feature }) => feature.name)];
  const twice = names.find((name, j) => names.indexOf(name) !== j);
  if (twice !== undefined) {
    throw new FeatureError("two features have one name", { where: [`feature '${twice}'`], remedy: "Rename one." });
  }
  const matrix = into ?? createMatrix(names, rows);
  if (matrix.rows !== rows || matrix.names.join() !== names.join()) {
    throw new UsageError(`'into' has ${matrix.rows} rows and ${matrix.names.length} columns`, {
      where: [panel.origin.source],
      remedy: `Give a matrix of ${rows} rows and the ${names.length} columns that are computed.`,
    });
  }
  for (const { feature } of own) checkOnPanel(feature, panel);
  const files = own.map(({ url }) => url).filter((url) => url !== undefined);
  const task: FillTask = { panel, matrix, runs, files, next: sharedInt32(1) };
  const total = runs.length;
  const tell = (): void => onProgress?.(Math.min(total, 2 * task.next[0]!), total);
  if (threads === 1) {
    await fillFeatures(task, tell);
  } else {
    const pool = workerPool("./engineer.worker", import.meta.url, threads);
    const timer = onProgress && setInterval(tell, TELL_MS);
    await Promise.all(Array.from({ length: threads }, () => pool.run<void>(task))).finally(() => clearInterval(timer));
    tell();
  }
  for (const { feature, url } of own) {
    if (url === undefined) for (const run of runs) fillUserFeature(feature, panel, run, matrix);
  }
  return matrix;
}

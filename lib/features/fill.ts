import { type AdjustedBars, adjustBars, type Panel } from "../market/index.ts";
import type { Matrix } from "../runtime/index.ts";
import { FEATURE_NAMES } from "./catalogue.ts";
import { FeatureError } from "./checkFeature.ts";
import { computeFeatures } from "./compute.ts";
import type { UserFeature } from "./defineFeature.ts";
import { importFeature } from "./readFeature.ts";
import { createScratch, type Scratch } from "./scratch.ts";

/** What a thread needs: all of it in shared memory but the names. */
export interface FillTask {
  readonly panel: Panel;
  readonly matrix: Matrix;
  /** URLs of the files of users' features. */
  readonly files: readonly string[];
  /** One number: the next ticker that nobody has taken. */
  readonly next: Int32Array<SharedArrayBuffer>;
}

/** Computes tickers, one after another, until none is left. Several threads may share a task. */
export async function fillFeatures({ panel, matrix, files, next }: FillTask): Promise<void> {
  const { tickers, offsets } = panel;
  const own = await Promise.all(files.map((url) => importFeature(url)));
  const order = byLength(panel);
  const longest = order[0]!;
  const scratch = createScratch(offsets[longest + 1]! - offsets[longest]!);
  const reuse: AdjustedBars[] = [];
  const takePair = (): boolean => {
    const pair = order.slice(2 * Atomics.add(next, 0, 1)).slice(0, 2);
    const bars = pair.map((t, lane) => {
      reuse[lane] = adjustBars(panel, t, reuse[lane]);
      return reuse[lane];
    });
    if (pair.length === 0) return false;
    computeFeatures(bars, scratch);
    storeFeatures(
      scratch,
      matrix,
      pair.map((t) => [offsets[t]!, offsets[t + 1]!]),
    );
    for (const feature of own) for (const t of pair) fillUserFeature(feature, panel, t, matrix);
    return true;
  };
  while (takePair());
}

/** Tickers with the longest first, so that those computed side by side are of like length. */
function byLength({ tickers, offsets }: Panel): readonly number[] {
  const length = (t: number): number => offsets[t + 1]! - offsets[t]!;
  return tickers.map((_, t) => t).sort((a, b) => length(b) - length(a) || a - b);
}

/**
 * One ticker of a user's feature, from bars of its own: nothing that it does reaches another feature.
 *
 * @throws FeatureError if `compute` fails.
 */
export function fillUserFeature(feature: UserFeature, panel: Panel, t: number, matrix: Matrix): void {
  const { ticker, ...bars } = adjustBars(panel, t);
  const out = new Float64Array(bars.length).fill(Number.NaN);
  try {
    feature.compute(bars, out);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const where = [`feature '${feature.name}'`, ticker];
    throw new FeatureError(`compute fails: ${message}`, { where, remedy: "Mend it.", cause: error });
  }
  const column = matrix.names.indexOf(feature.name) * matrix.stride;
  store(out, matrix.values.subarray(column + panel.offsets[t]!, column + panel.offsets[t + 1]!));
}

/** Rounds the features of one ticker, or of two, to float32, each into its rows of the matrix. */
function storeFeatures({ kernels, features, rounded }: Scratch, matrix: Matrix, rows: readonly (readonly number[])[]): void {
  const longest = Math.max(...rows.map(([from, to]) => to! - from!));
  const series = rows.map(([from, to], lane) => new Float32Array(kernels.memory.buffer, rounded[lane], to! - from!));
  FEATURE_NAMES.forEach((name, j) => {
    kernels.separate(features[name], longest, rounded[0], rounded[1]);
    series.forEach((values, lane) => matrix.values.set(values, j * matrix.stride + rows[lane]![0]!));
  });
}

/** The least number that float32 rounds to infinity: half a step above its largest. */
const OVERFLOW = 2 ** 128 - 2 ** 103;

/**
 * Rounds to float32; what is not finite then becomes the one NaN, so that equal results are equal bytes. The check is on
 * the number before rounding, which saves rounding it twice: half of this loop's time.
 */
function store(x: Float64Array, column: Float32Array): void {
  for (let i = 0; i < column.length; i++) {
    const value = x[i]!;
    column[i] = Math.abs(value) < OVERFLOW ? value : Number.NaN;
  }
}

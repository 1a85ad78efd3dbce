import { type AdjustedBars, adjustBars, type Panel } from "../market/index.ts";
import type { Matrix } from "../runtime/index.ts";
import { FEATURE_NAMES, type FeatureName } from "./catalogue.ts";
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
  /** One number: the next pair of tickers that nobody has taken. */
  readonly next: Int32Array<SharedArrayBuffer>;
}

/**
 * Computes tickers, two at a time, until none is left. Several threads may share a task.
 *
 * @param tell called after each two.
 */
export async function fillFeatures({ panel, matrix, files, next }: FillTask, tell?: () => void): Promise<void> {
  const { offsets } = panel;
  const own = await Promise.all(files.map((url) => importFeature(url)));
  const order = byLength(panel);
  const scratch = createScratch(lengthOf(panel, order[0]!));
  const reuse: AdjustedBars[] = [];
  const fillPair = (pair: readonly number[]): void => {
    pair.forEach((t, lane) => {
      reuse[lane] = adjustBars(panel, t, reuse[lane]);
    });
    const rows = pair.map((t) => ({ from: offsets[t]!, to: offsets[t + 1]! }));
    const store = roundInto(matrix, rows, scratch);
    computeFeatures(reuse.slice(0, pair.length), scratch, store);
    for (const feature of own) for (const t of pair) fillUserFeature(feature, panel, t, matrix);
  };
  const claim = (): number => 2 * Atomics.add(next, 0, 1);
  for (let k = claim(); k < order.length; k = claim()) {
    fillPair(order.slice(k, k + 2));
    tell?.();
  }
}

function lengthOf({ offsets }: Panel, t: number): number {
  return offsets[t + 1]! - offsets[t]!;
}

/** Tickers with the longest first, so that those computed side by side are of like length. */
function byLength(panel: Panel): readonly number[] {
  const tickers = panel.tickers.map((_, t) => t);
  return tickers.sort((a, b) => lengthOf(panel, b) - lengthOf(panel, a) || a - b);
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

/** Where a ticker's rows lie in the matrix. */
interface Rows {
  readonly from: number;
  readonly to: number;
}

/** What rounds features of one ticker, or of two, to float32, each into its rows of the matrix. */
function roundInto(matrix: Matrix, tickers: readonly Rows[], { kernels, features, rounded }: Scratch) {
  // Between two buffers V8 copies eight bytes at a time, a third of the time, if both lie alike within eight.
  const addresses = rounded.map((address, lane) => address + 4 * ((tickers[lane]?.from ?? 0) % 2));
  const series = tickers.map(
    ({ from, to }, lane) => new Float32Array(kernels.memory.buffer, addresses[lane], to - from),
  );
  const longest = Math.max(...series.map(({ length }) => length));
  return (names: readonly FeatureName[]): void => {
    for (const name of names) {
      kernels.separate(features[name], longest, addresses[0]!, addresses[1]!);
      const column = FEATURE_NAMES.indexOf(name) * matrix.stride;
      for (const [lane, { from }] of tickers.entries()) matrix.values.set(series[lane]!, column + from);
    }
  };
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

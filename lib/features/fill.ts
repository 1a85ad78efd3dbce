import { type AdjustedBars, adjustBars, type Panel } from "../market/index.ts";
import type { Matrix } from "../runtime/index.ts";
import { FEATURE_NAMES, type FeatureName } from "./catalogue.ts";
import { FeatureError } from "./checkFeature.ts";
import { computeFeatures } from "./compute.ts";
import type { UserFeature } from "./defineFeature.ts";
import { importFeature } from "./readFeature.ts";
import { createScratch, PAIR_BYTES, type Scratch } from "./scratch.ts";

/** Bars of which features are computed, and which of the results are kept. */
export interface Run {
  /** The ticker's number. */
  readonly t: number;
  /** Rows of the panel: the first that is computed from, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Results that are kept, the last ones, and the row of the matrix that the first of them goes to. */
  readonly kept: number;
  readonly at: number;
}

/** What a thread needs: the panel and the matrix lie in shared memory. */
export interface FillTask {
  readonly panel: Panel;
  readonly matrix: Matrix;
  readonly runs: readonly Run[];
  /** URLs of the files of users' features. */
  readonly files: readonly string[];
  /** One number: the next pair of runs that nobody has taken. */
  readonly next: Int32Array<SharedArrayBuffer>;
}

/** A run a ticker, of all its bars, each kept in its own row. */
export function wholeRuns({ tickers, offsets }: Panel): readonly Run[] {
  return tickers.map((_, t) => {
    const [from, to] = [offsets[t]!, offsets[t + 1]!];
    return { t, from, to, kept: to - from, at: from };
  });
}

/**
 * Computes tickers, two at a time, until none is left. Several threads may share a task.
 *
 * @param tell called after each two.
 */
export async function fillFeatures({ panel, matrix, runs, files, next }: FillTask, tell?: () => void): Promise<void> {
  const own = await Promise.all(files.map((url) => importFeature(url)));
  const order = byLength(runs);
  const scratch = createScratch(lengthOf(order[0]!));
  const reuse: AdjustedBars[] = [];
  const fillPair = (pair: readonly Run[]): void => {
    pair.forEach((run, lane) => {
      reuse[lane] = adjustBars(panel, run.t, { ...run, reuse: reuse[lane] });
    });
    const store = roundInto(matrix, pair, scratch);
    computeFeatures(reuse.slice(0, pair.length), scratch, store, Math.max(...pair.map(({ kept }) => kept)));
    for (const feature of own) for (const run of pair) fillUserFeature(feature, panel, run, matrix);
  };
  const claim = (): number => 2 * Atomics.add(next, 0, 1);
  for (let k = claim(); k < order.length; k = claim()) {
    fillPair(order.slice(k, k + 2));
    tell?.();
  }
}

function lengthOf({ from, to }: Run): number {
  return to - from;
}

/** The longest runs first, so that those computed side by side are of like length. */
function byLength(runs: readonly Run[]): readonly Run[] {
  return runs.toSorted((a, b) => lengthOf(b) - lengthOf(a) || a.t - b.t);
}

/**
 * One ticker of a user's feature, from bars of its own: nothing that it does reaches another feature.
 *
 * @throws FeatureError if `compute` fails.
 */
export function fillUserFeature(feature: UserFeature, panel: Panel, run: Run, matrix: Matrix): void {
  const { ticker, ...bars } = adjustBars(panel, run.t, run);
  const out = new Float64Array(bars.length).fill(Number.NaN);
  try {
    feature.compute(bars, out);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const where = [`feature '${feature.name}'`, ticker];
    throw new FeatureError(`compute fails: ${message}`, { where, remedy: "Mend it.", cause: error });
  }
  const column = matrix.names.indexOf(feature.name) * matrix.stride;
  store(out.subarray(out.length - run.kept), matrix.values.subarray(column + run.at, column + run.at + run.kept));
}

/** What rounds the kept features of one run, or of two, to float32, each into its rows of the matrix. */
function roundInto(matrix: Matrix, runs: readonly Run[], { kernels, features, rounded }: Scratch) {
  // What comes before all that is kept is not rounded; four bars at a time are.
  const dropped = runs.map((run) => lengthOf(run) - run.kept);
  const skipped = 4 * Math.floor(Math.min(...dropped) / 4);
  const starts = dropped.map((bars) => bars - skipped);
  // Between two buffers V8 copies eight bytes at a time, a third of the time, if both lie alike within eight.
  const addresses = rounded.map((address, lane) => {
    const shift = (runs[lane]?.at ?? 0) - (starts[lane] ?? 0);
    return address + 4 * (Math.abs(shift) % 2);
  });
  const series = runs.map(
    ({ kept }, lane) => new Float32Array(kernels.memory.buffer, addresses[lane]! + 4 * starts[lane]!, kept),
  );
  const longest = Math.max(...runs.map((run) => lengthOf(run))) - skipped;
  return (names: readonly FeatureName[]): void => {
    for (const name of names) {
      kernels.separate(features[name] + PAIR_BYTES * skipped, longest, addresses[0]!, addresses[1]!);
      const column = FEATURE_NAMES.indexOf(name) * matrix.stride;
      for (const [lane, { at }] of runs.entries()) matrix.values.set(series[lane]!, column + at);
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

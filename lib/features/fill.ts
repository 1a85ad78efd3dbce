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
  let longest = 0;
  for (let t = 0; t < tickers.length; t++) longest = Math.max(longest, offsets[t + 1]! - offsets[t]!);
  const scratch = createScratch(longest);
  let reuse: AdjustedBars | undefined;
  // Not a loop: V8 would compile it while it runs, with all that it calls inside, and stay with that half-optimised code.
  // What is called anew for every ticker it soon compiles in full.
  tickers.forEach(() => {
    const t = Atomics.add(next, 0, 1);
    if (t >= tickers.length) return;
    const bars = adjustBars(panel, t, reuse);
    reuse = bars;
    computeFeatures(bars, scratch);
    storeFeatures(scratch, matrix, offsets[t]!, offsets[t + 1]!);
    for (const feature of own) fillUserFeature(feature, panel, t, matrix);
  });
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

function storeFeatures({ features }: Scratch, { values, stride }: Matrix, from: number, to: number): void {
  for (let j = 0; j < FEATURE_NAMES.length; j++) {
    store(features[FEATURE_NAMES[j]!], values.subarray(j * stride + from, j * stride + to));
  }
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

import { type AdjustedBars, adjustBars, type Panel } from "../market/index.ts";
import type { Matrix } from "../runtime/index.ts";
import { FEATURE_NAMES } from "./catalogue.ts";
import { FeatureError } from "./checkFeature.ts";
import { computeFeatures } from "./compute.ts";
import type { UserFeature } from "./defineFeature.ts";
import { importFeature } from "./readFeature.ts";
import { createScratch } from "./scratch.ts";

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
  for (let t = Atomics.add(next, 0, 1); t < tickers.length; t = Atomics.add(next, 0, 1)) {
    const bars = adjustBars(panel, t, reuse);
    reuse = bars;
    computeFeatures(bars, scratch);
    FEATURE_NAMES.forEach((name, j) => {
      store(scratch.features[name], bars.length, matrix.values, j * matrix.stride + offsets[t]!);
    });
    for (const feature of own) fillUserFeature(feature, panel, t, matrix);
  }
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
  store(out, bars.length, matrix.values, matrix.names.indexOf(feature.name) * matrix.stride + panel.offsets[t]!);
}

/** Rounds to float32; what is not finite then becomes the one NaN, so that equal results are equal bytes. */
function store(x: Float64Array, length: number, values: Float32Array, at: number): void {
  for (let i = 0; i < length; i++) {
    const value = Math.fround(x[i]!);
    values[at + i] = value - value === 0 ? value : Number.NaN;
  }
}

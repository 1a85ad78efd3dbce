import { type AdjustedBars, adjustBars, type Panel } from "../market/index.ts";
import type { Matrix } from "../runtime/index.ts";
import { FEATURE_NAMES } from "./catalogue.ts";
import { computeFeatures } from "./compute.ts";
import { createScratch } from "./scratch.ts";

/** What a thread needs: all of it in shared memory but the names. */
export interface FillTask {
  readonly panel: Panel;
  readonly matrix: Matrix;
  /** One number: the next ticker that nobody has taken. */
  readonly next: Int32Array<SharedArrayBuffer>;
}

/** Computes tickers, one after another, until none is left. Several threads may share a task. */
export function fillFeatures({ panel, matrix, next }: FillTask): void {
  const { tickers, offsets } = panel;
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
  }
}

/** Rounds to float32; what is not finite then becomes the one NaN, so that equal results are equal bytes. */
function store(x: Float64Array, length: number, values: Float32Array, at: number): void {
  for (let i = 0; i < length; i++) {
    const value = Math.fround(x[i]!);
    values[at + i] = value - value === 0 ? value : Number.NaN;
  }
}

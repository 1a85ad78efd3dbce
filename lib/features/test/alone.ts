import type { AdjustedBars } from "../../market/index.ts";
import { FEATURE_NAMES, type FeatureName } from "../catalogue.ts";
import { computeFeatures } from "../compute.ts";
import type { Scratch } from "../scratch.ts";

/** The features of one ticker in float64, by name. */
export type FeatureColumns = Readonly<Record<FeatureName, Float64Array>>;

/** What the kernels left in `scratch` of one feature of the ticker in this lane, `length` bars. */
export function readLane(
  { kernels, features }: Scratch,
  name: FeatureName,
  lane: number,
  length: number,
): Float64Array {
  const column = new Float64Array(kernels.memory.buffer, features[name], 2 * length);
  return Float64Array.from({ length }, (_, i) => column[2 * i + lane]!);
}

/** The features of one ticker computed with no other beside it. */
export function computeAlone(bars: AdjustedBars, scratch: Scratch): FeatureColumns {
  computeFeatures([bars], scratch);
  const columns = FEATURE_NAMES.map((name) => [name, readLane(scratch, name, 0, bars.length)]);
  return Object.fromEntries(columns) as FeatureColumns;
}

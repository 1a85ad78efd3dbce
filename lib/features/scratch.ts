import { FEATURE_NAMES, type FeatureName } from "./catalogue.ts";

/** The features of one ticker while they are computed, in float64: what one feature is made of, another has made. */
export type FeatureColumns = Readonly<Record<FeatureName, Float64Array>>;

/** The memory in which one ticker at a time is computed; a thread has one and uses it for all its tickers. */
export interface Scratch {
  readonly features: FeatureColumns;
  /** Sample standard deviation of 20 closes, which two groups need. */
  readonly closeStd20: Float64Array;
  /** Temporary columns; whoever is called may write to those that it was given. */
  readonly temporary: {
    readonly a: Float64Array;
    readonly b: Float64Array;
    readonly c: Float64Array;
  };
}

/** Memory for series of up to `capacity` bars. */
export function createScratch(capacity: number): Scratch {
  const column = (): Float64Array => new Float64Array(capacity);
  return {
    features: Object.fromEntries(FEATURE_NAMES.map((name) => [name, column()])) as FeatureColumns,
    closeStd20: column(),
    temporary: { a: column(), b: column(), c: column() },
  };
}

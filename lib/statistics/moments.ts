/** Moments of a sample. Of fewer than two values, or of values that are all the same, the shape is not known: NaN. */
export interface Moments {
  readonly mean: number;
  /** Divided by n - 1. */
  readonly standardDeviation: number;
  /** Third and fourth central moment over the powers of the second, all divided by n; a normal has 0 and 3. */
  readonly skew: number;
  readonly kurtosis: number;
}

export function moments(values: ArrayLike<number>): Moments {
  const n = values.length;
  let mean = 0;
  let size = 0;
  for (let i = 0; i < n; i++) {
    mean += values[i]! / n;
    size = Math.max(size, Math.abs(values[i]!));
  }
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < n; i++) {
    const d = values[i]! - mean;
    second += d * d;
    third += d * d * d;
    fourth += d * d * d * d;
  }
  if (n === 0) mean = Number.NaN;
  // Less than rounding leaves: the values are all the same.
  if (n < 2 || second <= n * (1e-12 * size) ** 2) {
    return { mean, standardDeviation: n < 2 ? Number.NaN : 0, skew: Number.NaN, kurtosis: Number.NaN };
  }
  return {
    mean,
    standardDeviation: Math.sqrt(second / (n - 1)),
    skew: third / n / (second / n) ** 1.5,
    kurtosis: (n * fourth) / second ** 2,
  };
}

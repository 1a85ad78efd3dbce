import { rollingSum } from "./rolling.ts";

/**
 * Excess kurtosis of the last `n` values, unbiased for a normal sample (G2 of Joanes and Gill 1998), NaN where all are
 * equal.
 *
 * @param sums rolling sums of `x` over `n`, and `squares` those of its squares.
 */
export function rollingKurtosis(
  x: Float64Array,
  sums: Float64Array,
  squares: Float64Array,
  first: number,
  n: number,
  length: number,
  temporary: { readonly a: Float64Array; readonly b: Float64Array; readonly c: Float64Array },
  out: Float64Array,
): void {
  const { a: power, b: cubes, c: fourths } = temporary;
  for (let i = first; i < length; i++) power[i] = x[i]! * x[i]! * x[i]!;
  rollingSum(power, first, n, length, cubes);
  for (let i = first; i < length; i++) power[i] = power[i]! * x[i]!;
  rollingSum(power, first, n, length, fourths);
  const scale = (n * (n + 1) * (n - 1)) / ((n - 2) * (n - 3));
  const normal = (3 * (n - 1) * (n - 1)) / ((n - 2) * (n - 3));
  out.fill(Number.NaN, 0, Math.min(first + n - 1, length));
  for (let i = first + n - 1; i < length; i++) {
    const mean = sums[i]! / n;
    const square = mean * mean;
    const second = squares[i]! - n * square;
    if (second <= 1e-3 * squares[i]!) {
      out[i] = scale * centredRatio(x, i, n) - normal;
      continue;
    }
    const fourth = fourths[i]! - 4 * mean * cubes[i]! + 6 * square * squares[i]! - 3 * n * square * square;
    out[i] = (scale * fourth) / (second * second) - normal;
  }
}

/** Fourth central moment over the square of the second, both as sums, of the `n` values that end at `i`. */
function centredRatio(x: Float64Array, i: number, n: number): number {
  const origin = x[i]!;
  let sum = 0;
  for (let j = i - n + 1; j <= i; j++) sum += x[j]! - origin;
  const mean = sum / n;
  let second = 0;
  let fourth = 0;
  for (let j = i - n + 1; j <= i; j++) {
    const d = x[j]! - origin - mean;
    second += d * d;
    fourth += d * d * d * d;
  }
  return fourth / (second * second);
}

/**
 * Pearson correlation of `x` with itself `lag` values before, over the pairs that lie whole in the last `n` values; NaN
 * where either side does not vary.
 */
export function rollingAutocorrelation(
  x: Float64Array,
  xSquared: Float64Array,
  lag: number,
  first: number,
  n: number,
  length: number,
  temporary: {
    readonly a: Float64Array;
    readonly b: Float64Array;
    readonly c: Float64Array;
    readonly d: Float64Array;
  },
  out: Float64Array,
): void {
  const { a: product, b: products, c: sums, d: squares } = temporary;
  const pairs = n - lag;
  for (let i = first + lag; i < length; i++) product[i] = x[i]! * x[i - lag]!;
  rollingSum(product, first + lag, pairs, length, products);
  rollingSum(x, first, pairs, length, sums);
  rollingSum(xSquared, first, pairs, length, squares);
  out.fill(Number.NaN, 0, Math.min(first + n - 1, length));
  for (let i = first + n - 1; i < length; i++) {
    const now = sums[i]!;
    const before = sums[i - lag]!;
    const varianceNow = squares[i]! - (now * now) / pairs;
    const varianceBefore = squares[i - lag]! - (before * before) / pairs;
    if (varianceNow <= 1e-4 * squares[i]! || varianceBefore <= 1e-4 * squares[i - lag]!) {
      out[i] = correlation(x, i, lag, pairs);
      continue;
    }
    const r = (products[i]! - (now * before) / pairs) / Math.sqrt(varianceNow) / Math.sqrt(varianceBefore);
    out[i] = r > 1 ? 1 : Math.max(r, -1);
  }
}

/** The same correlation for the window that ends at `i`, in two passes. */
function correlation(x: Float64Array, i: number, lag: number, pairs: number): number {
  const origin = x[i]!;
  const originBefore = x[i - lag]!;
  let now = 0;
  let before = 0;
  for (let j = i - pairs + 1; j <= i; j++) {
    now += x[j]! - origin;
    before += x[j - lag]! - originBefore;
  }
  const meanNow = now / pairs;
  const meanBefore = before / pairs;
  let covariance = 0;
  let varianceNow = 0;
  let varianceBefore = 0;
  for (let j = i - pairs + 1; j <= i; j++) {
    const a = x[j]! - origin - meanNow;
    const b = x[j - lag]! - originBefore - meanBefore;
    covariance += a * b;
    varianceNow += a * a;
    varianceBefore += b * b;
  }
  const r = covariance / Math.sqrt(varianceNow) / Math.sqrt(varianceBefore);
  return r > 1 ? 1 : Math.max(r, -1);
}

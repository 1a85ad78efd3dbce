/**
 * Higher moments over the last `n` values, from sums over blocks as in `rollingSum`. Where the sums lose digits, a window
 * is summed again about its newest value.
 */

/**
 * Excess kurtosis of the last `n` values, unbiased for a normal sample (G2 of Joanes and Gill 1998), NaN where all are
 * equal.
 */
export function rollingKurtosis(x: Float64Array, first: number, n: number, length: number, out: Float64Array): void {
  const tail1 = new Float64Array(n + 1);
  const tail2 = new Float64Array(n + 1);
  const tail3 = new Float64Array(n + 1);
  const tail4 = new Float64Array(n + 1);
  const scale = (n * (n + 1) * (n - 1)) / ((n - 2) * (n - 3));
  const normal = (3 * (n - 1) * (n - 1)) / ((n - 2) * (n - 3));
  for (let block = first; block < length; block += n) {
    const end = Math.min(block + n, length);
    let head1 = 0;
    let head2 = 0;
    let head3 = 0;
    let head4 = 0;
    for (let i = block, k = 1; i < end; i++, k++) {
      const value = x[i]!;
      const square = value * value;
      head1 += value;
      head2 += square;
      head3 += square * value;
      head4 += square * square;
      const mean = (head1 + tail1[k]!) / n;
      const squares = head2 + tail2[k]!;
      const second = squares - n * mean * mean;
      if (second <= 1e-3 * squares) {
        out[i] = scale * centredRatio(x, i, i < first + n ? i - first + 1 : n) - normal;
        continue;
      }
      const fourth = head4 + tail4[k]! - mean * (4 * (head3 + tail3[k]!) - mean * (6 * squares - 3 * n * mean * mean));
      out[i] = (scale * fourth) / (second * second) - normal;
    }
    for (let i = end - 1, k = i - block, sum1 = 0, sum2 = 0, sum3 = 0, sum4 = 0; k >= 0; i--, k--) {
      const value = x[i]!;
      const square = value * value;
      sum1 += value;
      sum2 += square;
      sum3 += square * value;
      sum4 += square * square;
      tail1[k] = sum1;
      tail2[k] = sum2;
      tail3[k] = sum3;
      tail4[k] = sum4;
    }
  }
  out.fill(Number.NaN, 0, Math.min(first + n - 1, length));
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
  lag: number,
  first: number,
  n: number,
  length: number,
  temporary: { readonly a: Float64Array; readonly b: Float64Array },
  out: Float64Array,
): void {
  const { a: sums, b: variances } = temporary;
  const pairs = n - lag;
  const sumTail = new Float64Array(pairs + 1);
  const squareTail = new Float64Array(pairs + 1);
  const productTail = new Float64Array(pairs + 1);
  for (let block = first; block < length; block += pairs) {
    const end = Math.min(block + pairs, length);
    let sumHead = 0;
    let squareHead = 0;
    let productHead = 0;
    for (let i = block, k = 1; i < end; i++, k++) {
      const value = x[i]!;
      sumHead += value;
      squareHead += value * value;
      if (i >= first + lag) productHead += value * x[i - lag]!;
      const now = sumHead + sumTail[k]!;
      const squares = squareHead + squareTail[k]!;
      const variance = squares - (now * now) / pairs;
      sums[i] = now;
      // NaN marks a window whose variance is lost in its mean; the comparison below is then false.
      variances[i] = variance > 1e-4 * squares ? variance : Number.NaN;
      if (i < first + n - 1) continue;
      const before = i - lag;
      const both = variances[i]! * variances[before]!;
      const r = (productHead + productTail[k]! - (now * sums[before]!) / pairs) / Math.sqrt(both);
      out[i] = both > 0 ? Math.max(-1, Math.min(1, r)) : correlation(x, i, lag, pairs);
    }
    for (let i = end - 1, k = i - block, sum = 0, squares = 0, products = 0; k >= 0; i--, k--) {
      const value = x[i]!;
      sum += value;
      squares += value * value;
      if (i >= first + lag) products += value * x[i - lag]!;
      sumTail[k] = sum;
      squareTail[k] = squares;
      productTail[k] = products;
    }
  }
  out.fill(Number.NaN, 0, Math.min(first + n - 1, length));
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

/**
 * Higher moments over the last `n` values, from sums over blocks as in `rollingSum`. Where the sums lose digits, a window
 * is summed again about its newest value.
 */
import { add, at, blank, both, choose, Column, div, mul, one, pair, put, sub, TAIL } from "./lanes";

function clear(tail: Column, bars: i32): void {
  memory.fill(tail, 0, (<usize>bars) << 4);
}

/**
 * Excess kurtosis of the last `n` values, unbiased for a normal sample (G2 of Joanes and Gill 1998), NaN where all are
 * equal.
 */
export function rollingKurtosis(x: Column, first: i32, n: i32, length: i32, out: Column): void {
  const bytes = (<usize>(n + 2)) << 4;
  const tail1 = TAIL;
  const tail2 = TAIL + bytes;
  const tail3 = TAIL + 2 * bytes;
  const tail4 = TAIL + 3 * bytes;
  clear(TAIL, 4 * (n + 2));
  const size = <f64>n;
  const scale = (size * (size + 1) * (size - 1)) / ((size - 2) * (size - 3));
  const normal = (3 * (size - 1) * (size - 1)) / ((size - 2) * (size - 3));
  const count = both(size);
  for (let block = first; block < length; block += n) {
    const end = min(block + n, length);
    let head1 = both(0);
    let head2 = both(0);
    let head3 = both(0);
    let head4 = both(0);
    for (let i = block, k = 1; i < end; i++, k++) {
      const value = at(x, i);
      const square = mul(value, value);
      head1 = add(head1, value);
      head2 = add(head2, square);
      head3 = add(head3, mul(square, value));
      head4 = add(head4, mul(square, square));
      const mean = div(add(head1, at(tail1, k)), count);
      const squares = add(head2, at(tail2, k));
      const nmm = mul(mul(count, mean), mean);
      const second = sub(squares, nmm);
      const third = add(head3, at(tail3, k));
      const inner = sub(mul(both(6), squares), mul(mul(both(3 * size), mean), mean));
      const fourth = sub(add(head4, at(tail4, k)), mul(mean, sub(mul(both(4), third), mul(mean, inner))));
      let result = sub(div(mul(both(scale), fourth), mul(second, second)), both(normal));
      const lost = f64x2.le(second, mul(both(1e-3), squares));
      if (v128.any_true(lost)) {
        const m = i < first + n ? i - first + 1 : n;
        const exact = pair(
          scale * centredRatio(x, i, m, 0) - normal,
          scale * centredRatio(x, i, m, 1) - normal,
        );
        result = choose(lost, exact, result);
      }
      put(out, i, result);
    }
    let sum1 = both(0);
    let sum2 = both(0);
    let sum3 = both(0);
    let sum4 = both(0);
    for (let i = end - 1, k = i - block; k >= 0; i--, k--) {
      const value = at(x, i);
      const square = mul(value, value);
      sum1 = add(sum1, value);
      sum2 = add(sum2, square);
      sum3 = add(sum3, mul(square, value));
      sum4 = add(sum4, mul(square, square));
      put(tail1, k, sum1);
      put(tail2, k, sum2);
      put(tail3, k, sum3);
      put(tail4, k, sum4);
    }
  }
  blank(out, first + n - 1, length);
}

/** Fourth central moment over the square of the second, both as sums, of the `n` values that end at `i`. */
function centredRatio(x: Column, i: i32, n: i32, lane: i32): f64 {
  const origin = one(x, i, lane);
  let sum: f64 = 0;
  for (let j = i - n + 1; j <= i; j++) sum += one(x, j, lane) - origin;
  const mean = sum / <f64>n;
  let second: f64 = 0;
  let fourth: f64 = 0;
  for (let j = i - n + 1; j <= i; j++) {
    const d = one(x, j, lane) - origin - mean;
    second += d * d;
    fourth += d * d * d * d;
  }
  return fourth / (second * second);
}

/**
 * Pearson correlation of `x` with itself `lag` values before, over the pairs that lie whole in the last `n` values; NaN
 * where either side does not vary. `sums` and `variances` are temporary columns.
 */
export function rollingAutocorrelation(
  x: Column,
  lag: i32,
  first: i32,
  n: i32,
  length: i32,
  sums: Column,
  variances: Column,
  out: Column,
): void {
  const pairs = n - lag;
  const bytes = (<usize>(pairs + 2)) << 4;
  const sumTail = TAIL;
  const squareTail = TAIL + bytes;
  const productTail = TAIL + 2 * bytes;
  clear(TAIL, 3 * (pairs + 2));
  const count = both(pairs);
  for (let block = first; block < length; block += pairs) {
    const end = min(block + pairs, length);
    let sumHead = both(0);
    let squareHead = both(0);
    let productHead = both(0);
    for (let i = block, k = 1; i < end; i++, k++) {
      const value = at(x, i);
      const square = mul(value, value);
      sumHead = add(sumHead, value);
      squareHead = add(squareHead, square);
      if (i >= first + lag) productHead = add(productHead, mul(value, at(x, i - lag)));
      const now = add(sumHead, at(sumTail, k));
      const squares = add(squareHead, at(squareTail, k));
      const variance = sub(squares, div(mul(now, now), count));
      const kept = choose(f64x2.gt(variance, mul(both(1e-4), squares)), variance, both(NaN));
      put(sums, i, now);
      // NaN marks a window whose variance is lost in its mean; the comparison below is then false.
      put(variances, i, kept);
      if (i < first + n - 1) continue;
      const before = i - lag;
      const product = mul(kept, at(variances, before));
      const covariance = sub(add(productHead, at(productTail, k)), div(mul(now, at(sums, before)), count));
      const r = div(covariance, f64x2.sqrt(product));
      let result = f64x2.pmax(f64x2.pmin(r, both(1)), both(-1));
      const fine = f64x2.gt(product, both(0));
      if (!i64x2.all_true(fine)) {
        result = choose(fine, result, pair(correlation(x, i, lag, pairs, 0), correlation(x, i, lag, pairs, 1)));
      }
      put(out, i, result);
    }
    let sum = both(0);
    let squares = both(0);
    let products = both(0);
    for (let i = end - 1, k = i - block; k >= 0; i--, k--) {
      const value = at(x, i);
      sum = add(sum, value);
      squares = add(squares, mul(value, value));
      if (i >= first + lag) products = add(products, mul(value, at(x, i - lag)));
      put(sumTail, k, sum);
      put(squareTail, k, squares);
      put(productTail, k, products);
    }
  }
  blank(out, first + n - 1, length);
}

/** The same correlation for the window that ends at `i`, in two passes. */
function correlation(x: Column, i: i32, lag: i32, pairs: i32, lane: i32): f64 {
  const origin = one(x, i, lane);
  const originBefore = one(x, i - lag, lane);
  let now: f64 = 0;
  let before: f64 = 0;
  for (let j = i - pairs + 1; j <= i; j++) {
    now += one(x, j, lane) - origin;
    before += one(x, j - lag, lane) - originBefore;
  }
  const meanNow = now / <f64>pairs;
  const meanBefore = before / <f64>pairs;
  let covariance: f64 = 0;
  let varianceNow: f64 = 0;
  let varianceBefore: f64 = 0;
  for (let j = i - pairs + 1; j <= i; j++) {
    const a = one(x, j, lane) - origin - meanNow;
    const b = one(x, j - lag, lane) - originBefore - meanBefore;
    covariance += a * b;
    varianceNow += a * a;
    varianceBefore += b * b;
  }
  const r = covariance / Math.sqrt(varianceNow) / Math.sqrt(varianceBefore);
  return r > 1 ? 1 : r < -1 ? -1 : r;
}

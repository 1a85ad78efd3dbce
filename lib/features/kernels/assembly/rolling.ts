/**
 * Sums, spreads and extremes over the last `n` values. All take the values from index `first` on (those before are not
 * there), write `length` results and leave NaN where the window is not full.
 */
import {
  add,
  at,
  blank,
  both,
  choose,
  Column,
  div,
  larger,
  mul,
  one,
  pair,
  put,
  smaller,
  sub,
  TAIL,
} from "./lanes";

function clear(tail: Column, n: i32, value: f64): void {
  const v = both(value);
  for (let k = 0; k < n + 2; k++) put(tail, k, v);
}

/**
 * Sum of the last `n` values. The line is cut into blocks of `n`; a window is the tail of one block and the head of the
 * next, so that nothing is ever subtracted: a value leaves without a trace, however large it was, and no error grows
 * with the length of the series (Van Herk's and Gil-Werman's scheme for extremes, here for sums).
 */
export function rollingSum(x: Column, first: i32, n: i32, length: i32, out: Column): void {
  clear(TAIL, n, 0);
  for (let block = first; block < length; block += n) {
    const end = min(block + n, length);
    let head = both(0);
    for (let i = block, k = 1; i < end; i++, k++) {
      head = add(head, at(x, i));
      put(out, i, add(head, at(TAIL, k)));
    }
    let sum = both(0);
    for (let i = end - 1, k = i - block; k >= 0; i--, k--) {
      sum = add(sum, at(x, i));
      put(TAIL, k, sum);
    }
  }
  blank(out, first + n - 1, length);
}

/** Mean of the last `n` values; that of equal values is the value itself, to the bit. */
export function rollingMean(x: Column, first: i32, n: i32, length: i32, out: Column): void {
  clear(TAIL, n, 0);
  const count = both(n);
  let equal = both(0);
  let before = both(NaN);
  for (let block = first; block < length; block += n) {
    const end = min(block + n, length);
    let head = both(0);
    for (let i = block, k = 1; i < end; i++, k++) {
      const value = at(x, i);
      head = add(head, value);
      equal = add(v128.and(equal, f64x2.eq(value, before)), both(1));
      before = value;
      put(out, i, choose(f64x2.ge(equal, count), value, div(add(head, at(TAIL, k)), count)));
    }
    let sum = both(0);
    for (let i = end - 1, k = i - block; k >= 0; i--, k--) {
      sum = add(sum, at(x, i));
      put(TAIL, k, sum);
    }
  }
  blank(out, first + n - 1, length);
}

/**
 * Sample standard deviation of the last `n` values from their sum and that of their squares, both over blocks as in
 * `rollingSum`. Where the difference of the two loses more than a third of its digits, the window is summed again about
 * its newest value. `least` values make a spread already at the start of the series.
 */
export function rollingStd(
  x: Column,
  first: i32,
  n: i32,
  least: i32,
  length: i32,
  out: Column,
): void {
  const squareTail = TAIL + ((<usize>(n + 2)) << 4);
  clear(TAIL, n, 0);
  clear(squareTail, n, 0);
  for (let block = first; block < length; block += n) {
    const end = min(block + n, length);
    const whole = block > first;
    let perValue = both(1 / <f64>n);
    let perFreedom = both(1 / <f64>(n - 1));
    let sumHead = both(0);
    let squareHead = both(0);
    for (let i = block, k = 1; i < end; i++, k++) {
      const value = at(x, i);
      sumHead = add(sumHead, value);
      squareHead = add(squareHead, mul(value, value));
      const sum = add(sumHead, at(TAIL, k));
      const squares = add(squareHead, at(squareTail, k));
      if (!whole) {
        perValue = both(1 / <f64>k);
        perFreedom = both(1 / <f64>(k - 1));
      }
      let about = sub(squares, mul(mul(sum, sum), perValue));
      const lost = f64x2.le(about, mul(both(1e-6), squares));
      if (v128.any_true(lost)) {
        const m = whole ? n : k;
        about = choose(lost, pair(centredSquares(x, i, m, 0), centredSquares(x, i, m, 1)), about);
      }
      put(out, i, f64x2.sqrt(mul(about, perFreedom)));
    }
    let sum = both(0);
    let squares = both(0);
    for (let i = end - 1, k = i - block; k >= 0; i--, k--) {
      const value = at(x, i);
      sum = add(sum, value);
      squares = add(squares, mul(value, value));
      put(TAIL, k, sum);
      put(squareTail, k, squares);
    }
  }
  blank(out, first + least - 1, length);
}

/** Sum of squared deviations from the mean of the `n` values that end at `i`. */
function centredSquares(x: Column, i: i32, n: i32, lane: i32): f64 {
  const origin = one(x, i, lane);
  let sum: f64 = 0;
  for (let j = i - n + 1; j <= i; j++) sum += one(x, j, lane) - origin;
  const mean = sum / <f64>n;
  let squares: f64 = 0;
  for (let j = i - n + 1; j <= i; j++) {
    const d = one(x, j, lane) - origin - mean;
    squares += d * d;
  }
  return squares;
}

/** Largest of the last `n` values, of fewer at the start if they are at least `least`. */
export function rollingMax(x: Column, n: i32, least: i32, length: i32, out: Column): void {
  clear(TAIL, n, -Infinity);
  for (let block = 0; block < length; block += n) {
    const end = min(block + n, length);
    let head = both(-Infinity);
    for (let i = block, k = 1; i < end; i++, k++) {
      head = larger(at(x, i), head);
      put(out, i, larger(head, at(TAIL, k)));
    }
    let largest = both(-Infinity);
    for (let i = end - 1, k = i - block; k >= 0; i--, k--) {
      largest = larger(at(x, i), largest);
      put(TAIL, k, largest);
    }
    put(TAIL, n, both(-Infinity));
  }
  blank(out, least - 1, length);
}

/** Smallest of the last `n` values, of fewer at the start if they are at least `least`. */
export function rollingMin(x: Column, n: i32, least: i32, length: i32, out: Column): void {
  clear(TAIL, n, Infinity);
  for (let block = 0; block < length; block += n) {
    const end = min(block + n, length);
    let head = both(Infinity);
    for (let i = block, k = 1; i < end; i++, k++) {
      head = smaller(at(x, i), head);
      put(out, i, smaller(head, at(TAIL, k)));
    }
    let smallest = both(Infinity);
    for (let i = end - 1, k = i - block; k >= 0; i--, k--) {
      smallest = smaller(at(x, i), smallest);
      put(TAIL, k, smallest);
    }
    put(TAIL, n, both(Infinity));
  }
  blank(out, least - 1, length);
}

/**
 * Median of the last `n` values, of fewer at the start if they are at least `least`: the window is kept in order, and
 * one run over it takes the oldest value out and puts the newest in, without a branch.
 */
export function rollingMedian(x: Column, n: i32, least: i32, length: i32, out: Column): void {
  clear(TAIL, n, Infinity);
  for (let i = 0; i < length; i++) {
    const value = at(x, i);
    const old = i < n ? both(Infinity) : at(x, i - n);
    let below = both(-Infinity);
    let next = at(TAIL, 0);
    for (let k = 0; k < n; k++) {
      const here = next;
      next = at(TAIL, k + 1);
      const kept = choose(f64x2.lt(here, old), here, next);
      put(TAIL, k, larger(below, smaller(kept, value)));
      below = kept;
    }
    const count = i < n ? i + 1 : n;
    put(out, i, div(add(at(TAIL, (count - 1) >> 1), at(TAIL, count >> 1)), both(2)));
  }
  blank(out, least - 1, length);
}

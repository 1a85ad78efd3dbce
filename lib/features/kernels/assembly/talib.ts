/**
 * Indicators with the conventions of TA-Lib (seeds, first bars, unstable period 0). Exponential means go in the order of
 * its operations, so that signs of near-zero differences agree as well; Wilder's are multiplied by 1 / n, not divided.
 */
import {
  abs,
  add,
  at,
  blank,
  both,
  choose,
  Column,
  div,
  flag,
  larger,
  mul,
  put,
  sub,
} from "./lanes";

/** Exponential mean from index `first` on: seeded by the mean of the first `n` values, weight 2 / (n + 1) after. */
export function ema(x: Column, first: i32, n: i32, length: i32, out: Column): void {
  const start = first + n - 1;
  blank(out, start, length);
  if (start >= length) return;
  let mean = both(0);
  for (let i = first; i <= start; i++) mean = add(mean, at(x, i));
  mean = div(mean, both(n));
  put(out, start, mean);
  const weight = both(2 / <f64>(n + 1));
  for (let i = start + 1; i < length; i++) {
    mean = add(mul(sub(at(x, i), mean), weight), mean);
    put(out, i, mean);
  }
}

/** Relative strength index of Wilder, 0 where nothing has moved yet: sums decay and are never 0 again. */
export function rsi(x: Column, n: i32, length: i32, out: Column): void {
  blank(out, n, length);
  if (length <= n) return;
  let gain = both(0);
  let loss = both(0);
  for (let i = 1; i <= n; i++) {
    const move = sub(at(x, i), at(x, i - 1));
    const size = abs(move);
    gain = add(gain, mul(add(size, move), both(0.5)));
    loss = add(loss, mul(sub(size, move), both(0.5)));
  }
  gain = div(gain, both(n));
  loss = div(loss, both(n));
  put(out, n, strength(gain, loss));
  const weight = both(1 / <f64>n);
  const others = both(n - 1);
  for (let i = n + 1; i < length; i++) {
    const move = sub(at(x, i), at(x, i - 1));
    const size = abs(move);
    gain = mul(add(mul(gain, others), mul(add(size, move), both(0.5))), weight);
    loss = mul(add(mul(loss, others), mul(sub(size, move), both(0.5))), weight);
    put(out, i, strength(gain, loss));
  }
}

// @ts-ignore: decorator
@inline function strength(gain: v128, loss: v128): v128 {
  const moved = add(gain, loss);
  return v128.andnot(mul(both(100), div(gain, moved)), f64x2.eq(moved, both(0)));
}

/**
 * MACD line, its signal and their difference. The fast mean starts so late that both means have their first value on
 * the same bar; nothing is shown before the signal has one. `quick` and `lazy` are temporary columns.
 */
export function macd(
  x: Column,
  fast: i32,
  slow: i32,
  smooth: i32,
  length: i32,
  quick: Column,
  lazy: Column,
  line: Column,
  signal: Column,
  histogram: Column,
): void {
  ema(x, slow - fast, fast, length, quick);
  ema(x, 0, slow, length, lazy);
  for (let i = 0; i < length; i++) put(line, i, sub(at(quick, i), at(lazy, i)));
  ema(line, slow - 1, smooth, length, signal);
  for (let i = 0; i < length; i++) put(histogram, i, sub(at(line, i), at(signal, i)));
  blank(line, slow + smooth - 2, length);
}

// @ts-ignore: decorator
@inline function trueRange(high: v128, low: v128, before: v128): v128 {
  const range = sub(high, low);
  return larger(abs(sub(low, before)), larger(abs(sub(high, before)), range));
}

/** Average true range of Wilder. */
export function atr(high: Column, low: Column, close: Column, n: i32, length: i32, out: Column): void {
  blank(out, n, length);
  if (length <= n) return;
  let mean = both(0);
  for (let i = 1; i <= n; i++) mean = add(mean, trueRange(at(high, i), at(low, i), at(close, i - 1)));
  mean = div(mean, both(n));
  put(out, n, mean);
  const weight = both(1 / <f64>n);
  const others = both(n - 1);
  for (let i = n + 1; i < length; i++) {
    mean = mul(add(mul(mean, others), trueRange(at(high, i), at(low, i), at(close, i - 1))), weight);
    put(out, i, mean);
  }
}

/** Average directional index of Wilder. */
export function adx(high: Column, low: Column, close: Column, n: i32, length: i32, out: Column): void {
  blank(out, 2 * n - 1, length);
  let plus = both(0);
  let minus = both(0);
  let range = both(0);
  let mean = both(0);
  const weight = both(1 / <f64>n);
  const kept = sub(both(1), weight);
  const others = both(n - 1);
  const hundred = both(100);
  for (let i = 1; i < length; i++) {
    const rise = sub(at(high, i), at(high, i - 1));
    const fall = sub(at(low, i - 1), at(low, i));
    if (i >= n) {
      plus = mul(plus, kept);
      minus = mul(minus, kept);
      range = mul(range, kept);
    }
    minus = add(minus, v128.and(fall, v128.and(f64x2.gt(fall, both(0)), f64x2.gt(fall, rise))));
    plus = add(plus, v128.and(rise, v128.and(f64x2.gt(rise, both(0)), f64x2.gt(rise, fall))));
    range = add(range, trueRange(at(high, i), at(low, i), at(close, i - 1)));
    if (i < n) continue;
    const down = mul(hundred, div(minus, range));
    const up = mul(hundred, div(plus, range));
    const index = mul(hundred, div(abs(sub(down, up)), add(down, up)));
    const directed = v128.and(f64x2.gt(range, both(0)), f64x2.gt(add(down, up), both(0)));
    // A bar without direction adds nothing to the seed and leaves the mean as it is.
    if (i < 2 * n) mean = add(mean, v128.and(index, directed));
    else mean = choose(directed, mul(add(mul(mean, others), index), weight), mean);
    if (i === 2 * n - 1) mean = div(mean, both(n));
    if (i >= 2 * n - 1) put(out, i, mean);
  }
}

/** Stochastic oscillator: %K over `n` bars smoothed twice over 3, shown from the bar on which %D has a value. */
export function stochastic(
  close: Column,
  highest: Column,
  lowest: Column,
  n: i32,
  length: i32,
  fast: Column,
  slowK: Column,
  slowD: Column,
): void {
  const start = n + 3;
  blank(slowK, start, length);
  blank(slowD, start, length);
  for (let i = n - 1; i < length; i++) {
    const low = at(lowest, i);
    const unit = div(sub(at(highest, i), low), both(100));
    put(fast, i, v128.and(div(sub(at(close, i), low), unit), f64x2.ne(unit, both(0))));
  }
  for (let i = start; i < length; i++) {
    const f1 = at(fast, i - 1);
    const f2 = at(fast, i - 2);
    const f3 = at(fast, i - 3);
    const now = add(add(at(fast, i), f1), f2);
    put(slowK, i, div(now, both(3)));
    put(slowD, i, div(add(add(now, add(add(f1, f2), f3)), add(add(f2, f3), at(fast, i - 4))), both(9)));
  }
}

/** Slope of the least-squares line through the last `n` values, in units of `x` a bar. */
export function slope(x: Column, n: i32, length: i32, out: Column): void {
  const middle = both(<f64>(n - 1) / 2);
  const divisor = both((<f64>n * (<f64>n * <f64>n - 1)) / 12);
  blank(out, n - 1, length);
  for (let i = n - 1; i < length; i++) {
    let sum = both(0);
    let weight = middle;
    for (let late = i, early = i - n + 1; early < late; late--, early++) {
      sum = add(sum, mul(weight, sub(at(x, late), at(x, early))));
      weight = sub(weight, both(1));
    }
    put(out, i, div(sum, divisor));
  }
}

/** On-balance volume: the first volume, then plus or minus each volume by the direction of the close. */
export function obv(close: Column, volume: Column, length: i32, out: Column): void {
  let sum = at(volume, 0);
  put(out, 0, sum);
  for (let i = 1; i < length; i++) {
    const now = at(close, i);
    const before = at(close, i - 1);
    sum = add(sum, mul(at(volume, i), sub(flag(f64x2.gt(now, before)), flag(f64x2.lt(now, before)))));
    put(out, i, sum);
  }
}

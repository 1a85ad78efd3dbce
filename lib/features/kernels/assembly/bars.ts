/** Features that one bar, or one bar and the next, make of columns. */
import { abs, add, at, blank, both, choose, Column, div, flag, isNothing, larger, mul, NOTHING, put, smaller, sub } from "./lanes";

/** `range / close`, at most 0.2; where in its range the bar closed, -1 to 1; and volume over the size of the body. */
export function microstructureOfBars(
  open: Column,
  high: Column,
  low: Column,
  close: Column,
  volume: Column,
  length: i32,
  spread: Column,
  place: Column,
  activity: Column,
): void {
  for (let i = 0; i < length; i++) {
    const h = at(high, i);
    const l = at(low, i);
    const c = at(close, i);
    const range = sub(h, l);
    put(spread, i, smaller(div(range, c), both(0.2)));
    const where = div(sub(sub(c, l), sub(h, c)), range);
    put(place, i, v128.and(larger(both(-1), smaller(both(1), where)), f64x2.ne(range, both(0))));
    const body = abs(sub(c, at(open, i)));
    // A doji counts as a body of a millionth of the price; adjusting leaves a difference in its last bit.
    const least = mul(both(1e-6), c);
    put(activity, i, div(at(volume, i), choose(f64x2.gt(body, mul(both(1e-9), c)), body, least)));
  }
}

/** Body over range, upper wick over range, size of the body over range, and the way of a bar that opened with a gap up. */
export function shapeOfBars(
  open: Column,
  high: Column,
  low: Column,
  close: Column,
  length: i32,
  score: Column,
  wick: Column,
  efficiency: Column,
  gap: Column,
): void {
  const up = both(1 + 1e-9);
  const down = both(1 - 1e-9);
  const nan = both(NOTHING);
  let before = nan;
  for (let i = 0; i < length; i++) {
    const o = at(open, i);
    const h = at(high, i);
    const c = at(close, i);
    const range = add(sub(h, at(low, i)), both(1e-9));
    const body = sub(c, o);
    put(score, i, div(body, range));
    put(wick, i, div(sub(h, c), range));
    put(efficiency, i, div(abs(body), range));
    const way = sub(flag(f64x2.gt(c, mul(o, up))), flag(f64x2.lt(c, mul(o, down))));
    put(gap, i, mul(flag(f64x2.gt(o, mul(before, up))), way));
    before = c;
  }
  put(gap, 0, nan);
}

/** A billion times the size of the return over the money that changed hands; NaN where none did. */
export function impact(returns: Column, dollarVolume: Column, length: i32, out: Column): void {
  for (let i = 0; i < length; i++) {
    const dollars = at(dollarVolume, i);
    const moved = mul(div(abs(at(returns, i)), dollars), both(1e9));
    put(out, i, choose(f64x2.gt(dollars, both(0)), moved, both(NOTHING)));
  }
}

/** `factor * spread / (mean + 1e-8)`. */
export function bandWidth(spread: Column, factor: f64, mean: Column, length: i32, out: Column): void {
  const f = both(factor);
  const e = both(1e-8);
  for (let i = 0; i < length; i++) put(out, i, div(mul(f, at(spread, i)), add(at(mean, i), e)));
}

/** Place of `x` between `lowest` and `highest`, times `factor`. */
export function placeTimes(x: Column, lowest: Column, highest: Column, factor: Column, length: i32, out: Column): void {
  const e = both(1e-9);
  for (let i = 0; i < length; i++) {
    const low = at(lowest, i);
    put(out, i, mul(div(sub(at(x, i), low), add(sub(at(highest, i), low), e)), at(factor, i)));
  }
}

/** Sign of `a - b` times the sign of `b - c`. */
export function alignment(a: Column, b: Column, c: Column, length: i32, out: Column): void {
  for (let i = 0; i < length; i++) {
    const middle = at(b, i);
    put(out, i, mul(sign(sub(at(a, i), middle)), sign(sub(middle, at(c, i)))));
  }
}

// @ts-ignore: decorator
@inline function sign(x: v128): v128 {
  const one = v128.or(v128.and(x, both(-0.0)), both(1));
  return choose(v128.or(isNothing(x), f64x2.eq(x, both(0))), x, one);
}

/** Size of the way from `lag` bars before, over the length of the path; NaN up to bar `lag`. */
export function straightness(x: Column, lag: i32, path: Column, length: i32, out: Column): void {
  const e = both(1e-9);
  blank(out, lag, length);
  for (let i = lag; i < length; i++) put(out, i, div(abs(sub(at(x, i), at(x, i - lag))), add(at(path, i), e)));
}

/**
 * Rounds both tickers' values to float32, each into a series of its own, four bars at a time: the series are written up
 * to a multiple of four. What is not finite becomes the one NaN, so that equal results are equal bytes.
 */
export function separate(x: Column, length: i32, first: usize, second: usize): void {
  const nan = f32x4.splat(<f32>NaN);
  const infinity = f32x4.splat(<f32>Infinity);
  for (let i = 0; i < length; i += 4) {
    const ab = v128.shuffle<f32>(f32x4.demote_f64x2_zero(at(x, i)), f32x4.demote_f64x2_zero(at(x, i + 1)), 0, 4, 1, 5);
    const cd = v128.shuffle<f32>(
      f32x4.demote_f64x2_zero(at(x, i + 2)),
      f32x4.demote_f64x2_zero(at(x, i + 3)),
      0,
      4,
      1,
      5,
    );
    const one = v128.shuffle<i64>(ab, cd, 0, 2);
    const two = v128.shuffle<i64>(ab, cd, 1, 3);
    v128.store(first + ((<usize>i) << 2), v128.bitselect(one, nan, f32x4.lt(f32x4.abs(one), infinity)));
    v128.store(second + ((<usize>i) << 2), v128.bitselect(two, nan, f32x4.lt(f32x4.abs(two), infinity)));
  }
}

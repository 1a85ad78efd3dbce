/**
 * Two tickers at once: a column holds a float64 of each side by side for every bar, and an operation does both. Lanes
 * never mix, so that a ticker's results do not depend on the one beside it.
 */

/** Address of a column: 16 bytes a bar, the two tickers' values. */
export type Column = usize;

/** Room for what a window's sums were at the end of the last block: four series of up to 254 bars. */
export const TAIL: usize = memory.data(4 * 254 * 16, 16);

export const NOTHING: f64 = NaN;

// @ts-ignore: decorator
@inline export function at(x: Column, i: i32): v128 {
  return v128.load(x + ((<usize>i) << 4));
}
// @ts-ignore: decorator
@inline export function put(x: Column, i: i32, value: v128): void {
  v128.store(x + ((<usize>i) << 4), value);
}
/** One ticker's value. */
// @ts-ignore: decorator
@inline export function one(x: Column, i: i32, lane: i32): f64 {
  return load<f64>(x + ((<usize>i) << 4) + ((<usize>lane) << 3));
}
// @ts-ignore: decorator
@inline export function both(value: f64): v128 {
  return f64x2.splat(value);
}
// @ts-ignore: decorator
@inline export function add(a: v128, b: v128): v128 {
  return f64x2.add(a, b);
}
// @ts-ignore: decorator
@inline export function sub(a: v128, b: v128): v128 {
  return f64x2.sub(a, b);
}
// @ts-ignore: decorator
@inline export function mul(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}
// @ts-ignore: decorator
@inline export function div(a: v128, b: v128): v128 {
  return f64x2.div(a, b);
}
// @ts-ignore: decorator
@inline export function abs(a: v128): v128 {
  return f64x2.abs(a);
}
/** The larger; `b` unless `a` is larger. */
// @ts-ignore: decorator
@inline export function larger(a: v128, b: v128): v128 {
  return f64x2.pmax(b, a);
}
/** The smaller; `b` unless `a` is smaller. */
// @ts-ignore: decorator
@inline export function smaller(a: v128, b: v128): v128 {
  return f64x2.pmin(b, a);
}
/** `yes` in the lanes where `condition` holds, `no` in the others. */
// @ts-ignore: decorator
@inline export function choose(condition: v128, yes: v128, no: v128): v128 {
  return v128.bitselect(yes, no, condition);
}
/** 1 where `condition` holds, else 0. */
// @ts-ignore: decorator
@inline export function flag(condition: v128): v128 {
  return v128.and(condition, f64x2.splat(1));
}
// @ts-ignore: decorator
@inline export function isNothing(a: v128): v128 {
  return f64x2.ne(a, a);
}
// @ts-ignore: decorator
@inline export function pair(first: f64, second: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(first), 1, second);
}

/** NaN in the bars from the first up to `end`, not included. */
export function blank(out: Column, end: i32, length: i32): void {
  const last = min(end, length);
  for (let i = 0; i < last; i++) put(out, i, both(NOTHING));
}

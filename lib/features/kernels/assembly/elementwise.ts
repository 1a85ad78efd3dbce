import { abs, add, at, blank, both, choose, Column, div, flag, isNothing, mul, NOTHING, put, sub } from "./lanes";

/** The values of `x`. */
export function copy(x: Column, length: i32, out: Column): void {
  memory.copy(out, x, (<usize>length) << 4);
}

/** `a / (b + epsilon)`. */
export function quotient(a: Column, b: Column, epsilon: f64, length: i32, out: Column): void {
  const e = both(epsilon);
  for (let i = 0; i < length; i++) put(out, i, div(at(a, i), add(at(b, i), e)));
}

/** `a - b`. */
export function difference(a: Column, b: Column, length: i32, out: Column): void {
  for (let i = 0; i < length; i++) put(out, i, sub(at(a, i), at(b, i)));
}

/** `(a - b) / (b + epsilon)`. */
export function distance(a: Column, b: Column, epsilon: f64, length: i32, out: Column): void {
  const e = both(epsilon);
  for (let i = 0; i < length; i++) {
    const from = at(b, i);
    put(out, i, div(sub(at(a, i), from), add(from, e)));
  }
}

/** `a * b`. */
export function product(a: Column, b: Column, length: i32, out: Column): void {
  for (let i = 0; i < length; i++) put(out, i, mul(at(a, i), at(b, i)));
}

/** `factor` times (`x` over its value `lag` bars before, less 1). */
export function change(x: Column, lag: i32, factor: f64, length: i32, out: Column): void {
  blank(out, lag, length);
  const f = both(factor);
  for (let i = lag; i < length; i++) put(out, i, mul(f, sub(div(at(x, i), at(x, i - lag)), both(1))));
}

/** `x` less its value `lag` bars before; NaN up to bar `start`. */
export function step(x: Column, lag: i32, start: i32, length: i32, out: Column): void {
  blank(out, start, length);
  for (let i = start; i < length; i++) put(out, i, sub(at(x, i), at(x, i - lag)));
}

/** Size of the step from the bar before; NaN at the first. */
export function move(x: Column, length: i32, out: Column): void {
  blank(out, 1, length);
  for (let i = 1; i < length; i++) put(out, i, abs(sub(at(x, i), at(x, i - 1))));
}

/** 1 where `a > factor * b`, else 0; NaN where `b` is NaN. */
export function exceeds(a: Column, factor: f64, b: Column, length: i32, out: Column): void {
  const f = both(factor);
  const nan = both(NOTHING);
  for (let i = 0; i < length; i++) {
    const bound = mul(f, at(b, i));
    put(out, i, choose(isNothing(bound), nan, flag(f64x2.gt(at(a, i), bound))));
  }
}

/** 1 where `a > bound`, else 0; NaN where `a` is NaN. */
export function above(a: Column, bound: f64, length: i32, out: Column): void {
  const b = both(bound);
  const nan = both(NOTHING);
  for (let i = 0; i < length; i++) {
    const value = at(a, i);
    put(out, i, choose(isNothing(value), nan, flag(f64x2.gt(value, b))));
  }
}

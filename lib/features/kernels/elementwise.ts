/** `a / (b + epsilon)`. */
export function quotient(a: Float64Array, b: Float64Array, epsilon: number, length: number, out: Float64Array): void {
  for (let i = 0; i < length; i++) out[i] = a[i]! / (b[i]! + epsilon);
}

/** `a - b`. */
export function difference(a: Float64Array, b: Float64Array, length: number, out: Float64Array): void {
  for (let i = 0; i < length; i++) out[i] = a[i]! - b[i]!;
}

/** `(a - b) / (b + epsilon)`. */
export function distance(a: Float64Array, b: Float64Array, epsilon: number, length: number, out: Float64Array): void {
  for (let i = 0; i < length; i++) out[i] = (a[i]! - b[i]!) / (b[i]! + epsilon);
}

/** `a * b`. */
export function product(a: Float64Array, b: Float64Array, length: number, out: Float64Array): void {
  for (let i = 0; i < length; i++) out[i] = a[i]! * b[i]!;
}

/** `x` over its value `lag` bars before, less 1. */
export function change(x: Float64Array, lag: number, length: number, out: Float64Array): void {
  out.fill(Number.NaN, 0, Math.min(lag, length));
  for (let i = lag; i < length; i++) out[i] = x[i]! / x[i - lag]! - 1;
}

/** 1 where `a > factor * b`, else 0; NaN where `b` is NaN. */
export function exceeds(a: Float64Array, factor: number, b: Float64Array, length: number, out: Float64Array): void {
  for (let i = 0; i < length; i++) {
    const bound = factor * b[i]!;
    out[i] = Number.isNaN(bound) ? Number.NaN : Number(a[i]! > bound);
  }
}

/**
 * Indicators with the conventions of TA-Lib (seeds, first bars, unstable period 0). Exponential means go in the order of
 * its operations, so that signs of near-zero differences agree as well; Wilder's are multiplied by 1 / n, not divided.
 *
 * `Number(a > b)` is a number without a branch. Which way a price moves is guessed wrong every other time, and a wrong
 * guess costs as much as ten of these operations.
 */

const ZERO = 1e-14;

/** Exponential mean from index `first` on: seeded by the mean of the first `n` values, weight 2 / (n + 1) after. */
export function ema(x: Float64Array, first: number, n: number, length: number, out: Float64Array): void {
  const start = first + n - 1;
  out.fill(Number.NaN, 0, Math.min(start, length));
  if (start >= length) return;
  let mean = 0;
  for (let i = first; i <= start; i++) mean += x[i]!;
  mean /= n;
  out[start] = mean;
  const weight = 2 / (n + 1);
  for (let i = start + 1; i < length; i++) {
    mean = (x[i]! - mean) * weight + mean;
    out[i] = mean;
  }
}

/** Relative strength index of Wilder, 0 where nothing moved. */
export function rsi(x: Float64Array, n: number, length: number, out: Float64Array): void {
  out.fill(Number.NaN, 0, Math.min(n, length));
  if (length <= n) return;
  let gain = 0;
  let loss = 0;
  for (let i = 1; i <= n; i++) {
    const move = x[i]! - x[i - 1]!;
    if (move < 0) loss -= move;
    else gain += move;
  }
  gain /= n;
  loss /= n;
  out[n] = gain + loss < ZERO ? 0 : 100 * (gain / (gain + loss));
  const weight = 1 / n;
  for (let i = n + 1; i < length; i++) {
    const move = x[i]! - x[i - 1]!;
    const size = Math.abs(move);
    gain = (gain * (n - 1) + (size + move) / 2) * weight;
    loss = (loss * (n - 1) + (size - move) / 2) * weight;
    out[i] = gain + loss < ZERO ? 0 : 100 * (gain / (gain + loss));
  }
}

/**
 * MACD line, its signal and their difference. The fast mean starts so late that both means have their first value on
 * the same bar; nothing is shown before the signal has one.
 */
export function macd(
  x: Float64Array,
  fast: number,
  slow: number,
  smooth: number,
  length: number,
  temporary: { readonly a: Float64Array; readonly b: Float64Array },
  line: Float64Array,
  signal: Float64Array,
  histogram: Float64Array,
): void {
  const { a: quick, b: lazy } = temporary;
  ema(x, slow - fast, fast, length, quick);
  ema(x, 0, slow, length, lazy);
  for (let i = 0; i < length; i++) line[i] = quick[i]! - lazy[i]!;
  ema(line, slow - 1, smooth, length, signal);
  for (let i = 0; i < length; i++) histogram[i] = line[i]! - signal[i]!;
  line.fill(Number.NaN, 0, Math.min(slow + smooth - 2, length));
}

function trueRange(high: number, low: number, before: number): number {
  const range = high - low;
  const up = Math.abs(high - before);
  const down = Math.abs(low - before);
  const most = Math.max(up, range);
  return Math.max(down, most);
}

/** Average true range of Wilder. */
export function atr(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  n: number,
  length: number,
  out: Float64Array,
): void {
  out.fill(Number.NaN, 0, Math.min(n, length));
  if (length <= n) return;
  let mean = 0;
  for (let i = 1; i <= n; i++) mean += trueRange(high[i]!, low[i]!, close[i - 1]!);
  mean /= n;
  out[n] = mean;
  const weight = 1 / n;
  for (let i = n + 1; i < length; i++) {
    mean = (mean * (n - 1) + trueRange(high[i]!, low[i]!, close[i - 1]!)) * weight;
    out[i] = mean;
  }
}

/** Average directional index of Wilder. */
export function adx(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  n: number,
  length: number,
  out: Float64Array,
): void {
  out.fill(Number.NaN, 0, Math.min(2 * n - 1, length));
  let plus = 0;
  let minus = 0;
  let range = 0;
  let mean = 0;
  const weight = 1 / n;
  const kept = 1 - weight;
  for (let i = 1; i < length; i++) {
    const rise = high[i]! - high[i - 1]!;
    const fall = low[i - 1]! - low[i]!;
    if (i >= n) {
      plus *= kept;
      minus *= kept;
      range *= kept;
    }
    minus += fall * Number(fall > 0) * Number(fall > rise);
    plus += rise * Number(rise > 0) * Number(rise > fall);
    range += trueRange(high[i]!, low[i]!, close[i - 1]!);
    if (i < n) continue;
    let index = Number.NaN;
    if (range >= ZERO) {
      const down = 100 * (minus / range);
      const up = 100 * (plus / range);
      if (down + up >= ZERO) index = 100 * (Math.abs(down - up) / (down + up));
    }
    // A bar without direction adds nothing to the seed and leaves the mean as it is.
    if (i < 2 * n) mean += Number.isNaN(index) ? 0 : index;
    else if (!Number.isNaN(index)) mean = (mean * (n - 1) + index) * weight;
    if (i === 2 * n - 1) mean /= n;
    if (i >= 2 * n - 1) out[i] = mean;
  }
}

/** Stochastic oscillator: %K over `n` bars smoothed twice over 3, shown from the bar on which %D has a value. */
export function stochastic(
  close: Float64Array,
  highest: Float64Array,
  lowest: Float64Array,
  n: number,
  length: number,
  fast: Float64Array,
  slowK: Float64Array,
  slowD: Float64Array,
): void {
  const start = n + 3;
  slowK.fill(Number.NaN, 0, Math.min(start, length));
  slowD.fill(Number.NaN, 0, Math.min(start, length));
  for (let i = n - 1; i < length; i++) {
    const unit = (highest[i]! - lowest[i]!) / 100;
    fast[i] = unit !== 0 ? (close[i]! - lowest[i]!) / unit : 0;
  }
  for (let i = start; i < length; i++) {
    const now = fast[i]! + fast[i - 1]! + fast[i - 2]!;
    slowK[i] = now / 3;
    slowD[i] = (now + (fast[i - 1]! + fast[i - 2]! + fast[i - 3]!) + (fast[i - 2]! + fast[i - 3]! + fast[i - 4]!)) / 9;
  }
}

/** Slope of the least-squares line through the last `n` values, in units of `x` a bar. */
export function slope(x: Float64Array, n: number, length: number, out: Float64Array): void {
  const middle = (n - 1) / 2;
  const divisor = (n * (n * n - 1)) / 12;
  out.fill(Number.NaN, 0, Math.min(n - 1, length));
  for (let i = n - 1; i < length; i++) {
    let sum = 0;
    for (let k = 0; k < n / 2; k++) sum += (middle - k) * (x[i - k]! - x[i - n + 1 + k]!);
    out[i] = sum / divisor;
  }
}

/** On-balance volume: the first volume, then plus or minus each volume by the direction of the close. */
export function obv(close: Float64Array, volume: Float64Array, length: number, out: Float64Array): void {
  let sum = volume[0]!;
  out[0] = sum;
  for (let i = 1; i < length; i++) {
    sum += volume[i]! * (Number(close[i]! > close[i - 1]!) - Number(close[i]! < close[i - 1]!));
    out[i] = sum;
  }
}

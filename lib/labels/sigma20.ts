/** Daily returns that the volatility is measured on. */
const RETURNS = 20;

/**
 * Standard deviation (n - 1) of a ticker's last 20 daily returns at the close of a row: the feature `volatility_20`, in
 * float64. NaN where there are fewer.
 *
 * @param close adjusted closes.
 * @param first the ticker's first row.
 */
export function sigma20(close: Float64Array, first: number, row: number): number {
  const from = row - RETURNS;
  if (from < first) return Number.NaN;
  let sum = 0;
  for (let i = from; i < row; i++) sum += close[i + 1]! / close[i]! - 1;
  const mean = sum / RETURNS;
  let squares = 0;
  for (let i = from; i < row; i++) {
    const deviation = close[i + 1]! / close[i]! - 1 - mean;
    squares += deviation * deviation;
  }
  return Math.sqrt(squares / (RETURNS - 1));
}

import type { Prices } from "./prices.ts";

/** Bars before the fill that the spread is estimated from. */
const BARS = 21;
const FLOOR = 0.0001;
const CAP = 0.01;
/** Half of the smallest tick, in dollars before the dividend adjustment. */
const HALF_CENT = 0.005;

/**
 * Half of the effective spread at a row, as a fraction of the price, from the 21 bars before it: a fill at a row's open
 * knows no more. The estimator of Abdi and Ranaldo ("A simple estimation of bid-ask spreads from daily close, high, and
 * low prices", Review of Financial Studies 30, 2017): s^2 = 4 * mean of (c[t] - m[t]) * (c[t] - m[t + 1]) over neighbouring bars, c the
 * log close and m the middle of log high and log low; s is 0 where the mean is negative.
 *
 * At least the larger of 1 basis point and half a cent on the close before, and at most 100 basis points even where half
 * a cent is more. Without two bars before it the row gets the most: nothing is known of its spread.
 *
 * @param first the ticker's first row.
 */
export function halfSpread(prices: Prices, first: number, row: number): number {
  const from = Math.max(first, row - BARS);
  if (row - from < 2) return CAP;
  const { high, low, close, raw } = prices;
  let sum = 0;
  let middle = Math.log(high[from]! * low[from]!) / 2;
  for (let t = from; t < row - 1; t++) {
    const next = Math.log(high[t + 1]! * low[t + 1]!) / 2;
    const c = Math.log(close[t]!);
    sum += (c - middle) * (c - next);
    middle = next;
  }
  const spread = Math.sqrt(Math.max(0, (4 * sum) / (row - 1 - from)));
  const before = row - 1;
  const floor = Math.max(FLOOR, HALF_CENT / (close[before]! * raw[before]!));
  return Math.min(CAP, Math.max(floor, spread / 2));
}

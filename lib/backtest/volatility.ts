import type { Prices } from "./prices.ts";

const RETURNS = 20;
/** Of a stock about which too little is known: a wild one's. */
const UNKNOWN = 0.05;

/**
 * Standard deviation (n - 1) of the last 20 daily log returns known before a row, as a fraction a day; of those that
 * there are where they are fewer, 0.05 with fewer than two.
 *
 * @param first the ticker's first row.
 */
export function volatility({ close }: Prices, first: number, row: number): number {
  const from = Math.max(first + 1, row - RETURNS);
  const n = row - from;
  if (n < 2) return UNKNOWN;
  let sum = 0;
  let squares = 0;
  for (let t = from; t < row; t++) {
    const r = Math.log(close[t]! / close[t - 1]!);
    sum += r;
    squares += r * r;
  }
  return Math.sqrt(Math.max(0, (squares - (sum * sum) / n) / (n - 1)));
}

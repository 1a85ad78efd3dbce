import type { Prices } from "./prices.ts";
import { usualVolume } from "./usualVolume.ts";
import { volatility } from "./volatility.ts";

/** Bars before the fill that the spread is measured on: a quarter. */
const BARS = 63;
/** Half of the smallest tick, in dollars before the dividend adjustment. */
const HALF_CENT = 0.005;
/** Of a ticker without a bar before the fill. */
const UNKNOWN = 0.01;

/** The quoted spread over the daily volatility of a stock with the benchmark's trading activity, and how it falls. */
const LAW = { level: 0.0012 / 0.02, exponent: -1 / 3, activity: 0.02 * 40e6 } as const;
/** Dollars a day: the law was fitted on nothing that trades less. */
const LEAST_VOLUME = 1000;
/** What is measured counts as far as it lies this many standard errors above the law. */
const CLEAR = 3;

/**
 * Half of the spread at a row, as a fraction of the price, from the bars before it: a fill at a row's open knows no
 * more.
 *
 * Daily bars alone cannot tell a spread of a few basis points from the day's own movement: whatever is estimated from
 * them charges large, liquid stocks tens of basis points by chance. So a law by size comes first, and a measurement
 * counts where it is clear.
 *
 * - Law: spread / volatility = 0.06 (W / W*)^(-1/3), W the daily volatility times the usual dollar volume, W* that of a
 *   stock of 40 million dollars a day and 2 %. The exponent is what market microstructure invariance predicts, the level
 *   what that stock was quoted at, 12 basis points, from 2001 to 2005 (Kyle and Obizhaeva, "Market microstructure
 *   invariance: empirical hypotheses", Econometrica 84, 2016; what orders paid there implies 16). Effective spreads over
 *   earlier decades make the same law 1.4 times as high (8.0 for our 5.6 as the factor of volatility^(2/3) / dollar
 *   volume^(1/3), in dollars of 2000: Fong, Holden and Tobek, "Are volatility over volume liquidity proxies useful for
 *   global or US research?", 2018). It gives 1.6 basis points at 10 billion dollars a day and 1.5 %, 12 at the benchmark,
 *   and 100, 5 cents at 5 dollars, at 150,000 dollars and 3 %. Of US stocks below 100 million dollars of capitalization
 *   medians were 6 to 114 cents by price in 2013, of those from 2 to 5 billion 1 to 6 (Collver, "A characterization of
 *   market quality for small capitalization US equities", SEC, 2014).
 * - Measurement: the mean of 4 (c[t] - m[t]) (c[t] - m[t + 1]), c the log close and m the middle of log high and log low
 *   (Abdi and Ranaldo, "A simple estimation of bid-ask spreads from daily close, high, and low prices", Review of
 *   Financial Studies 30, 2017), and that of -4 r[t] r[t + 1], r the log returns (Roll, "A simple implicit measure of the
 *   effective bid-ask spread", Journal of Finance 39, 1984), each of which is the spread's square. What lies d above
 *   the law's square, z standard errors, adds d (1 - 9 / z^2), as James and Stein shrink; nothing with z below 3.
 * - At least half a cent on the close before. There is no cap: a price that flips between bid and ask pays for it.
 *
 * @returns a function of the ticker's first row and the row.
 */
export function halfSpread(prices: Prices): (first: number, row: number) => number {
  const { close, raw } = prices;
  const [closeToMiddle, returns] = [keptTerms(prices, closeToMiddleAt), keptTerms(prices, returnsAt)];
  return (first, row) => {
    if (row <= first) return UNKNOWN;
    const before = row - 1;
    const law = lawOfSize(volatility(prices, first, row), usualVolume(prices, first, before)) ** 2;
    const from = Math.max(first, row - BARS) + 1;
    const square = Math.max(shrunk(sumsOf(closeToMiddle, from, row), law), shrunk(sumsOf(returns, from + 1, row), law));
    return Math.max(HALF_CENT / (close[before]! * raw[before]!), Math.sqrt(square) / 2);
  };
}

function lawOfSize(sigma: number, dollars: number): number {
  if (!(sigma > 0)) return 0;
  return LAW.level * sigma * ((sigma * Math.max(LEAST_VOLUME, dollars)) / LAW.activity) ** LAW.exponent;
}

interface Sums {
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

/** A term by row, kept: rows near each other share nearly all of them. Few rows may ever be asked for; 0 is not known yet. */
function keptTerms(prices: Prices, at: (prices: Prices, row: number) => number): (row: number) => number {
  const kept = new Float64Array(prices.close.length);
  return (row) => (kept[row] ||= at(prices, row));
}

function closeToMiddleAt({ high, low, close }: Prices, row: number): number {
  const middleOf = (t: number): number => Math.log(high[t]! * low[t]!) / 2;
  const c = Math.log(close[row - 1]!);
  return 4 * (c - middleOf(row - 1)) * (c - middleOf(row));
}

function returnsAt({ close }: Prices, row: number): number {
  const [before, c, next] = [Math.log(close[row - 2]!), Math.log(close[row - 1]!), Math.log(close[row]!)];
  return -4 * (c - before) * (next - c);
}

function sumsOf(termAt: (row: number) => number, from: number, to: number): Sums {
  let [sum, squares] = [0, 0];
  for (let row = from; row < to; row++) {
    const term = termAt(row);
    sum += term;
    squares += term * term;
  }
  return { n: Math.max(0, to - from), sum, squares };
}

/** The law's square, raised as far as the measurement is clear. */
function shrunk({ n, sum, squares }: Sums, law: number): number {
  if (n < 3) return law;
  const above = sum / n - law;
  const variance = Math.max(0, squares - (sum * sum) / n) / ((n - 1) * n);
  if (!(above > 0) || above * above <= CLEAR * CLEAR * variance) return law;
  return law + above - (CLEAR * CLEAR * variance) / above;
}

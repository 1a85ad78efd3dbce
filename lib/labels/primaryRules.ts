import { sigma20 } from "./sigma20.ts";

/** Rules that say when to buy, for a model that says which of their decisions to take; `none` is every bar. */
export const PRIMARY_RULES = ["none", "momentum", "mean_reversion"] as const;
export type PrimaryRule = (typeof PRIMARY_RULES)[number];

/** Bars of a month and of a year. */
const [MONTH, YEAR] = [21, 252];
/** Bars of a fall, and how many of its standard deviations it has to be. */
const [FALL, DEEP] = [5, 1];

/**
 * Whether a rule buys at the close of a row, by the closes up to it. False where too few are known.
 *
 * - `momentum`: the close a month ago is above that of a year ago (21 and 252 bars): the sign of the past year's return
 *   without the last month, Moskowitz, Ooi and Pedersen, "Time series momentum", Journal of Financial Economics 104, 2012,
 *   with the month left out as Jegadeesh and Titman's portfolios usually do.
 * - `mean_reversion`: the return of the last 5 bars is at most -sigma20 sqrt(5): a fall of one standard deviation or more
 *   (short-term reversal: Lehmann, "Fads, martingales, and market efficiency", Quarterly Journal of Economics 105, 1990).
 *
 * @param close adjusted closes.
 * @param first the ticker's first row.
 */
export function primaryFires(rule: PrimaryRule, close: Float64Array, first: number, row: number): boolean {
  if (rule === "none") return true;
  if (rule === "momentum") return row - YEAR >= first && close[row - MONTH]! > close[row - YEAR]!;
  const sigma = sigma20(close, first, row);
  return sigma > 0 && close[row]! / close[row - FALL]! - 1 <= -DEEP * Math.sqrt(FALL) * sigma;
}

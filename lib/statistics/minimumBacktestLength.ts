import { UsageError } from "trident-base";
import { expectedMaximum } from "./expectedMaximum.ts";

/**
 * The minimum backtest length, in years: on fewer, the best of as many worthless trials is expected to show an annual
 * Sharpe ratio above `sharpe`. Bailey, Borwein, Lopez de Prado and Zhu, "Pseudo-mathematics and financial
 * charlatanism", Notices of the AMS 61(5), 2014, equation 6: 45 trials and a ratio of 1 ask for five years.
 *
 * @throws UsageError if `trials` is no whole number of at least 1 or `sharpe` is not above 0.
 */
export function minimumBacktestLength(trials: number, sharpe = 1): number {
  if (!(sharpe > 0)) throw new UsageError(`the annual Sharpe ratio is ${sharpe}`, { remedy: "Give one above 0." });
  return (expectedMaximum(trials) / sharpe) ** 2;
}

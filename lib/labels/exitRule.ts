import type { LabelOptions } from "./labelParameters.ts";
import { primaryFires } from "./primaryRules.ts";
import { sigma20 } from "./sigma20.ts";

/** A stop that follows the volatility lies at most this far below the entry. */
const FARTHEST_STOP = 0.99;

/** How a position is left: a barrier above the entry price, one below it, and a time-out. */
export interface LabelExit {
  /** The target's distance from the entry price, a fraction of it; Infinity where there is none. */
  readonly profit: number;
  /** The stop's distance below the entry price, a fraction of it; 1 where there is none. */
  readonly stop: number;
  /** Bars of the ticker in the window, from the one after the decision. */
  readonly horizon: number;
}

/**
 * In what profit and stop are measured at a row: 1 for fixed barriers, sigma20 sqrt(horizon) for those that follow the
 * volatility, as returns of independent days spread (Lopez de Prado, "Advances in financial machine learning", 2018,
 * section 3.3, sets them by a daily volatility). NaN or 0 where that is not known or nothing has moved: no barrier then.
 *
 * @param close adjusted closes.
 * @param first the ticker's first row.
 */
export function barrierWidth(
  { barriers, horizon }: Pick<Required<LabelOptions>, "barriers" | "horizon">,
  close: Float64Array,
  first: number,
  row: number,
): number {
  return barriers === "fixed" ? 1 : sigma20(close, first, row) * Math.sqrt(horizon);
}

/** The stop's distance below the entry price. */
export function stopDistance({ barriers, stop }: Pick<Required<LabelOptions>, "barriers" | "stop">, width: number) {
  return barriers === "fixed" ? stop : Math.min(FARTHEST_STOP, stop * width);
}

/**
 * How a position that is decided at a row's close is left, by what is known there: what a model that learned these
 * labels is to be traded with. Cross-sectional labels have no barrier. A sentence where nothing may be decided at the
 * row: its primary rule does not fire, or its volatility is not known.
 *
 * @param close adjusted closes.
 * @param first the ticker's first row.
 */
export function exitRule(
  parameters: Required<LabelOptions>,
  close: Float64Array,
  first: number,
  row: number,
): LabelExit | string {
  const { method, primary, profit, horizon } = parameters;
  if (!primaryFires(primary, close, first, row)) return `the primary rule, ${primary}, does not fire`;
  if (method === "cross_sectional") return { profit: Number.POSITIVE_INFINITY, stop: 1, horizon };
  const width = barrierWidth(parameters, close, first, row);
  if (!(width > 0)) return "its volatility over 20 bars is not known";
  return { profit: profit * width, stop: stopDistance(parameters, width), horizon };
}

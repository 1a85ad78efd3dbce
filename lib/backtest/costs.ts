import { UsageError } from "trident-base";
import { halfSpread } from "./halfSpread.ts";
import type { Prices } from "./prices.ts";
import { volatility } from "./volatility.ts";

export interface CostOptions {
  /** A fraction of the traded value, each way, below 0.5. Default 0.0001, 1 basis point. */
  readonly commission?: number;
  /** Multiplies the estimated half spread. Default 1; 0 trades at the middle. */
  readonly spread?: number;
  /** Daily volatilities that a trade as large as the whole bar's volume moves the price. Default 1; 0 for none. */
  readonly impact?: number;
}

export const COST_DEFAULTS = { commission: 0.0001, spread: 1, impact: 1 } as const satisfies Required<CostOptions>;

/** No fill costs more than this share of its value. */
const MOST = 0.5;

/** What a fill costs, as a fraction of its value. */
export type CostOf = (first: number, row: number, value: number) => number;

/**
 * Costs of one fill: commission, half of the spread (`halfSpread`) and slippage by the square-root law, volatility times
 * the root of the share of the bar's volume (Almgren, Thum, Hauptmann and Li, "Direct estimation of equity market
 * impact", 2005; Toth and others, 2011), a share of 1 where the bar has no volume. At most half of the value.
 *
 * @returns a function of the ticker's first row, the row of the fill and its value in dollars.
 * @throws UsageError for a cost that is negative or not finite, or a commission of half the value.
 */
export function costModel(prices: Prices, options: CostOptions = {}): CostOf {
  const { commission, spread, impact } = { ...COST_DEFAULTS, ...options };
  for (const [name, value] of Object.entries({ commission, spread, impact })) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) throw new UsageError(`${name} is ${value}, not 0 or more`);
  }
  if (commission >= MOST) {
    throw new UsageError(`commission is ${commission}, not below ${MOST}`, { remedy: "1 basis point is 0.0001." });
  }
  // Neither depends on the fill's value, and draws of an opponent fill the same rows again and again; 0 is not known yet.
  const [sigmas, halves] = [new Float64Array(prices.close.length), new Float64Array(prices.close.length)];
  const volatilityAt = (first: number, row: number): number => (sigmas[row] ||= volatility(prices, first, row));
  const measured = spread === 0 ? () => 0 : halfSpread(prices);
  const halfSpreadAt = (first: number, row: number): number => (halves[row] ||= measured(first, row));
  return (first, row, value) => {
    const share = prices.dollarVolume[row]! > 0 ? value / prices.dollarVolume[row]! : 1;
    const slippage = impact === 0 ? 0 : impact * volatilityAt(first, row) * Math.sqrt(share);
    const half = spread * halfSpreadAt(first, row);
    return Math.min(MOST, commission + half + slippage);
  };
}

import { UsageError } from "trident-base";
import { delistedTickers, type Panel } from "../market/index.ts";
import { type CostOptions, costModel } from "./costs.ts";
import { type Prices, pricesOf } from "./prices.ts";

export interface RebalanceOptions {
  /** First and last session, places in the panel's calendar. */
  readonly first: number;
  readonly last: number;
  /** Dollars at the start. */
  readonly capital: number;
  readonly costs?: CostOptions | undefined;
  /** What a delisted ticker pays after its last close; default -0.3. */
  readonly delistingReturn?: number | undefined;
  readonly prices?: Prices | undefined;
}

/** Equity at each session's close, in dollars, from `first` to `last`. */
export interface Holding {
  /** Days since 1970-01-01. */
  readonly date: Int32Array;
  readonly equity: Float64Array;
  /** Invested share of the equity at each close. */
  readonly exposure: Float64Array;
}

/** Shares of the equity by ticker number, or undefined to leave things as they are. They sum to 1 at most. */
export type Weights = (session: number) => ReadonlyMap<number, number> | undefined;

/**
 * Holds what `weights` asks for at the close of a session from the open of the next, with the costs of `runBacktest`.
 * The weights are shares of the equity at that open (tickers without a bar there at their last close). Only tickers with
 * a bar with volume can be traded at it; dividends are reinvested, nothing is borrowed: what is sold pays for what is
 * bought, and if it does not reach, all purchases shrink by cash / (purchases with their costs). A delisted ticker is
 * paid out after its last bar, without costs.
 *
 * @throws UsageError if weights are negative or sum to more than 1.
 */
export function rebalance(panel: Panel, weights: Weights, options: RebalanceOptions): Holding {
  const { first, last, capital, delistingReturn = -0.3, prices = pricesOf(panel) } = options;
  const { offsets, session, volume, calendar } = panel;
  const delisted = delistedTickers(panel);
  const costOf = costModel(prices, options.costs);
  const shares = new Map<number, number>();
  const rowOf = Int32Array.from(panel.tickers, (_, t) => offsets[t]! - 1);
  const equity = new Float64Array(last - first + 1);
  const exposure = new Float64Array(last - first + 1);
  let cash = capital;
  let wanted: ReadonlyMap<number, number> | undefined;

  for (let s = first; s <= last; s++) {
    for (let t = 0; t < rowOf.length; t++) {
      while (rowOf[t]! + 1 < offsets[t + 1]! && session[rowOf[t]! + 1]! <= s) rowOf[t]!++;
    }
    if (wanted) cash = trade(wanted, s, cash);
    let total = cash;
    for (const [t, held] of shares) {
      const row = rowOf[t]!;
      const gone = delisted[t] === 1 && row === offsets[t + 1]! - 1;
      if (gone) {
        cash += held * prices.close[row]! * (1 + delistingReturn);
        total += held * prices.close[row]! * (1 + delistingReturn);
        shares.delete(t);
      } else {
        total += held * prices.close[row]!;
      }
    }
    equity[s - first] = total;
    exposure[s - first] = total > 0 ? 1 - cash / total : 0;
    wanted = s < last ? weights(s) : undefined;
    if (wanted) checkWeights(wanted);
  }
  return { date: calendar.slice(first, last + 1), equity, exposure };

  /** Trades at the open of session `s`; returns the cash that is left. */
  function trade(target: ReadonlyMap<number, number>, s: number, before: number): number {
    const canTrade = (t: number) => session[rowOf[t]!] === s && volume[rowOf[t]!]! > 0;
    const priceOf = (t: number) => (session[rowOf[t]!] === s ? prices.open[rowOf[t]!]! : prices.close[rowOf[t]!]!);
    let total = before;
    for (const [t, held] of shares) total += held * priceOf(t);
    let left = before;
    const purchases: { t: number; value: number }[] = [];
    let needed = 0;
    for (const t of [...new Set([...shares.keys(), ...target.keys()])].sort((a, b) => a - b)) {
      if (rowOf[t]! < offsets[t]! || !canTrade(t)) continue;
      const price = priceOf(t);
      const held = shares.get(t) ?? 0;
      const change = total * (target.get(t) ?? 0) - held * price;
      const rate = costOf(offsets[t]!, rowOf[t]!, Math.abs(change));
      if (change > 0) {
        purchases.push({ t, value: change });
        needed += change * (1 + rate);
      } else if (change < 0) {
        left -= change * (1 - rate);
        // A ticker that is wanted no more leaves no dust.
        if (target.has(t)) shares.set(t, held + change / price);
        else shares.delete(t);
      }
    }
    const scale = needed > left ? left / needed : 1;
    for (const { t, value } of purchases) {
      const bought = scale * value;
      shares.set(t, (shares.get(t) ?? 0) + bought / priceOf(t));
      left -= bought * (1 + costOf(offsets[t]!, rowOf[t]!, bought));
    }
    // The last bit of a subtraction is no credit.
    return Math.max(0, left);
  }
}

function checkWeights(weights: ReadonlyMap<number, number>): void {
  let sum = 0;
  for (const weight of weights.values()) {
    if (!(weight >= 0)) throw new UsageError(`a weight is ${weight}, not 0 or more`);
    sum += weight;
  }
  if (sum > 1 + 1e-9) throw new UsageError(`weights sum to ${sum}`, { remedy: "They may sum to 1 at most." });
}

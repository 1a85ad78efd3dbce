import type { Panel } from "../market/index.ts";
import type { ExitRule } from "./decisions.ts";
import type { Prices } from "./prices.ts";

/** Where slices are traded: the sessions, both included, and what a delisted ticker pays. */
export interface SliceMarket {
  readonly panel: Panel;
  readonly prices: Prices;
  readonly first: number;
  readonly last: number;
  readonly delistingReturn: number;
  /** By ticker: 1 where it was delisted (`delistedTickers`). */
  readonly delisted: Uint8Array;
}

/** How a slice ended. */
export interface SliceEnd {
  /** Panel rows; -1 where there was no bar to enter in. */
  entryRow: number;
  exitRow: number;
  exitPrice: number;
  delisted: boolean;
}

/**
 * Trades one decision alone, before costs, by the rules of `runBacktest`: a dollar is bought at the open of the ticker's
 * next bar and left by the rule. Adds what it gained in each session, in dollars, to `daily` (its first is `first`).
 *
 * @param row where it is decided.
 * @param ticker whose row it is, as a place among the panel's tickers.
 * @param out is filled in and returned: millions of slices are traded.
 */
export function tradeSlice(
  { panel, prices, first, last, delistingReturn, delisted }: SliceMarket,
  row: number,
  ticker: number,
  { profit, stop, horizon }: ExitRule,
  daily: Float64Array,
  out: SliceEnd,
): SliceEnd {
  const { session, volume, offsets } = panel;
  const { open, high, low, close } = prices;
  const entryRow = row + 1;
  const end = offsets[ticker + 1]!;
  out.entryRow = -1;
  if (entryRow >= end || session[entryRow]! > last || !(volume[entryRow]! > 0)) return out;
  const entry = open[entryRow]!;
  const [target, floor, due] = [entry * (1 + profit), entry * (1 - stop), row + horizon];
  out.entryRow = entryRow;
  out.delisted = false;
  let before = entry;
  for (let at = entryRow; ; at++) {
    let price = Number.NaN;
    if (volume[at]! > 0) {
      if (at > entryRow && (at > due || open[at]! <= floor || open[at]! >= target)) price = open[at]!;
      else if (low[at]! <= floor) price = floor;
      else if (high[at]! >= target) price = target;
      else if (at === due) price = close[at]!;
    }
    if (Number.isNaN(price) && at === end - 1 && delisted[ticker] === 1) {
      price = close[at]! * (1 + delistingReturn);
      out.delisted = true;
    }
    const isEnd = at + 1 >= end || session[at + 1]! > last;
    if (Number.isNaN(price) && isEnd) price = close[at]!;
    const left = !Number.isNaN(price);
    const now = left ? price : close[at]!;
    daily[session[at]! - first]! += (now - before) / entry;
    if (left) {
      out.exitRow = at;
      out.exitPrice = price;
      return out;
    }
    before = now;
  }
}

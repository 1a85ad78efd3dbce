import { type Finding, finding } from "./finding.ts";
import { DOUBT, firstLook } from "./firstLook.ts";
import type { OrderedBars } from "./orderedBars.ts";

/** Prices that are missing in a bar that has others, zero, negative or infinite. */
export function* price(bars: OrderedBars): Generator<Finding> {
  const { tickers, offsets, date, row, open, high, low, close, adjClose } = bars;
  const columns = [
    ["open", open],
    ["high", high],
    ["low", low],
    ["close", close],
    ["adj_close", adjClose],
  ] as const;
  const doubts = firstLook(bars);
  for (const [t, ticker] of tickers.entries()) {
    if (!(doubts[t]! & DOUBT.price)) continue;
    for (let i = offsets[t]!; i < offsets[t + 1]!; i++) {
      if (isPrice(open[i]!) && isPrice(high[i]!) && isPrice(low[i]!) && isPrice(close[i]!) && isPrice(adjClose[i]!))
        continue;
      if (isEmpty(bars, i)) continue;
      const [name, column] = columns.find(([, values]) => !isPrice(values[i]!))!;
      const value = column[i]!;
      const detail = Number.isNaN(value) ? `${name} is missing` : `${name} is ${value}, not a price above 0`;
      yield finding("price", ticker, date[i]!, detail, [row[i]!]);
    }
  }
}

/** True for a bar of nulls: a session that the source lacks. */
export function isEmpty({ open, high, low, close, adjClose }: OrderedBars, i: number): boolean {
  return (
    Number.isNaN(close[i]!) &&
    Number.isNaN(open[i]!) &&
    Number.isNaN(high[i]!) &&
    Number.isNaN(low[i]!) &&
    Number.isNaN(adjClose[i]!)
  );
}

/** True for a number that a share can cost. */
export const isPrice = (value: number): boolean => value > 0 && value < Number.POSITIVE_INFINITY;

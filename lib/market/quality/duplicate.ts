import { type Finding, finding } from "./finding.ts";
import { DOUBT, firstLook } from "./firstLook.ts";
import type { OrderedBars } from "./orderedBars.ts";

/** Bars of one ticker on one date after the first in the source. */
export function* duplicate(bars: OrderedBars): Generator<Finding> {
  const { tickers, offsets, date, row, open, high, low, close, volume, adjClose } = bars;
  const doubts = firstLook(bars);
  for (const [t, ticker] of tickers.entries()) {
    if (!(doubts[t]! & DOUBT.duplicate)) continue;
    let first = offsets[t]!;
    for (let i = first + 1; i < offsets[t + 1]!; i++) {
      if (date[i] !== date[first]) {
        first = i;
        continue;
      }
      const alike = [open, high, low, close, volume, adjClose].every((column) => Object.is(column[i], column[first]));
      const detail = alike ? "the same bar twice" : `another bar of the same date closes at ${close[first]}`;
      yield finding("duplicate", ticker, date[i]!, detail, [row[i]!]);
    }
  }
}

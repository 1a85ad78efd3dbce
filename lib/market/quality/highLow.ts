import { type Finding, finding, told } from "./finding.ts";
import { DOUBT, firstLook } from "./firstLook.ts";
import type { OrderedBars } from "./orderedBars.ts";
import { isPrice } from "./price.ts";

/** Part of a price by which rounding may set it beyond another. */
const ROUNDING = 1e-6;

/** Bars whose high lies below open or close, or whose low lies above. */
export function* highLow(bars: OrderedBars): Generator<Finding> {
  const { tickers, offsets, date, row, open, high, low, close } = bars;
  const doubts = firstLook(bars);
  for (const [t, ticker] of tickers.entries()) {
    if (!(doubts[t]! & DOUBT.highLow)) continue;
    for (let i = offsets[t]!; i < offsets[t + 1]!; i++) {
      if (!isPrice(open[i]!) || !isPrice(high[i]!) || !isPrice(low[i]!) || !isPrice(close[i]!)) continue;
      const top = Math.max(open[i]!, close[i]!, low[i]!);
      const bottom = Math.min(open[i]!, close[i]!, high[i]!);
      const short = top > high[i]! * (1 + ROUNDING);
      if (!short && !(bottom < low[i]! * (1 - ROUNDING))) continue;
      const detail = short
        ? `high ${told(high[i]!)} is below ${told(top)}`
        : `low ${told(low[i]!)} is above ${told(bottom)}`;
      yield finding("high_low", ticker, date[i]!, detail, [row[i]!]);
    }
  }
}

import { type Finding, finding, told } from "./finding.ts";
import { DOUBT, firstLook } from "./firstLook.ts";
import { leapsOf, nightsOfMarket } from "./leaps.ts";
import type { OrderedBars } from "./orderedBars.ts";
import { rowsAtFault } from "./rowsAtFault.ts";

/**
 * Splits that the prices were not adjusted for, reverse ones too: see `leapsOf`. A leap of exactly a ratio in adj_close /
 * close is a split that only adj_close knows. At fault are the bars before the split, or the last few after it, where a
 * wrong price explains as much as a split.
 */
export function* unadjustedSplit(bars: OrderedBars): Generator<Finding> {
  const { tickers, offsets, row, date, open, close } = bars;
  const market = nightsOfMarket(bars);
  const doubts = firstLook(bars);
  for (const [t, ticker] of tickers.entries()) {
    if (!(doubts[t]! & DOUBT.leap)) continue;
    let start = offsets[t]!;
    const end = offsets[t + 1]!;
    for (const { bar, ratio, known } of leapsOf(bars, t, market)) {
      const rows = rowsAtFault(row, start, bar, end);
      start = bar;
      const [many, one] = ratio;
      const detail = known
        ? `adj_close / close leaps by ${many}:${one} and so does the close: only adj_close knows of the split`
        : `open ${told(open[bar]!)} after close ${told(close[bar - 1]!)}, like a split ${many}:${one}`;
      yield finding("unadjusted_split", ticker, date[bar]!, detail, rows);
    }
  }
}

import { unfinishedTickers } from "../delistings.ts";
import { type Finding, finding } from "./finding.ts";
import type { OrderedBars } from "./orderedBars.ts";

/** Tickers that end early together with so many others that the data end there, and not the tickers: at their last bar. */
export function* unfinished({ tickers, offsets, date, session, calendar }: OrderedBars): Generator<Finding> {
  const spans = tickers.flatMap((ticker, t) => {
    const [from, to] = [offsets[t]!, offsets[t + 1]!];
    return from === to ? [] : [{ ticker, first: session[from]!, last: session[to - 1]! }];
  });
  // Sessions of bars that are at fault are none of these bars.
  const sessions = spans.reduce((most, { last }) => Math.max(most, last + 1), 0);
  const reasons = unfinishedTickers(spans, calendar.subarray(0, sessions));
  for (const [t, ticker] of tickers.entries()) {
    const why = reasons.get(ticker);
    if (why !== undefined)
      yield finding("unfinished", ticker, date[offsets[t + 1]! - 1]!, `${why}, the data go on`, []);
  }
}

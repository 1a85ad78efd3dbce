import { isoDate } from "trident-base";
import { type Finding, finding } from "./finding.ts";
import type { OrderedBars } from "./orderedBars.ts";

/**
 * Bars of days that have not come. Tomorrow's is let pass: it is today somewhere.
 *
 * @param today days since 1970-01-01.
 */
export function* futureDay({ tickers, offsets, date, row, calendar }: OrderedBars, today: number): Generator<Finding> {
  if (calendar.length === 0 || calendar.at(-1)! <= today + 1) return;
  for (const [t, ticker] of tickers.entries()) {
    for (let i = offsets[t]!; i < offsets[t + 1]!; i++) {
      if (date[i]! <= today + 1) continue;
      yield finding("future_day", ticker, date[i]!, `it is ${isoDate(today)} today`, [row[i]!]);
    }
  }
}

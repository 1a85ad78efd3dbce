import { exchangeOn } from "./exchange.ts";
import { type Finding, finding } from "./finding.ts";
import type { OrderedBars } from "./orderedBars.ts";

/** Bars on days when the New York Stock Exchange was closed. */
export function* closedDay({ tickers, offsets, date, session, calendar, row }: OrderedBars): Generator<Finding> {
  const closed = Array.from(calendar, (day) => exchangeOn(day) === "closed");
  for (const [t, ticker] of tickers.entries()) {
    for (let i = offsets[t]!; i < offsets[t + 1]!; i++) {
      if (!closed[session[i]!]) continue;
      const weekday = new Date(date[i]! * 86_400_000).toLocaleDateString("en", { weekday: "long", timeZone: "UTC" });
      yield finding("closed_day", ticker, date[i]!, `the exchange was closed on this ${weekday}`, [row[i]!]);
    }
  }
}

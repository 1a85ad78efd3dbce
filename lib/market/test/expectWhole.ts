import { expect } from "vitest";
import { sessionsBetween } from "../nyseCalendar.ts";
import { FROM, type KilledFetch, TO } from "./killedFetch.ts";
import { barOf } from "./yahooServer.ts";

/** All bars that could be had are there once with their prices, what could not is said, and little was asked twice. */
export function expectWhole({ symbols, plans, tickers, closes, rows, requests, needed }: KilledFetch): void {
  const days = [...sessionsBetween(FROM, TO)];
  const expected = symbols
    .filter((symbol) => !plans[symbol]!.gone)
    .flatMap((symbol) => days.map((day): [string, number] => [`${symbol} ${day}`, barOf(symbol, day).close]));
  expect(rows).toBe(expected.length);
  expect([...closes].sort()).toEqual(expected.sort());
  const failures = tickers.filter(({ failure }) => failure).map(({ ticker, failure }) => [ticker, failure!.kind]);
  expect(failures).toEqual(symbols.filter((each) => plans[each]!.gone).map((each) => [each, plans[each]!.gone]));
  expect(requests / needed).toBeLessThanOrEqual(1.1);
}

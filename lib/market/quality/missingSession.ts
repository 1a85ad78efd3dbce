import { isoDate } from "trident-base";
import { exchangeOn } from "./exchange.ts";
import { type Finding, finding } from "./finding.ts";
import type { OrderedBars } from "./orderedBars.ts";
import { isEmpty } from "./price.ts";

/** A ticker that stands for all. */
const ALL = "*";
/** Sessions in a row beyond which a gap is told once: a bar of a wrong year would make it millions. */
const LONG = 20;

/**
 * Sessions of the exchange between a ticker's first bar and its last on which it has none; told once, of all tickers,
 * where most of them have none. A bar of nulls is no bar. A gap of more than 20 sessions is told at its first one.
 */
export function* missingSession(bars: OrderedBars): Generator<Finding> {
  const { tickers, offsets, date, row, calendar } = bars;
  const first = calendar[0]!;
  const days = calendar.at(-1)! - first + 1;
  const { listed, having } = countTickers(bars, first, days);
  const open = Array.from({ length: days }, (_, k) => {
    const known = exchangeOn(first + k);
    return known === "open" || (known === "unknown" && having[k]! > 0);
  });
  const most = (k: number): boolean => 2 * having[k]! >= listed[k]! || listed[k] === 1;
  let gap: number[] = [];
  for (let k = 0; k < days; k++) {
    if (!open[k]) continue;
    if (!most(k)) gap.push(k);
    else {
      yield* toldGap(ALL, gap, first, (at) => `${listed[at]! - having[at]!} of ${listed[at]} tickers have no bar`);
      gap = [];
    }
  }
  for (const [t, ticker] of tickers.entries()) {
    /** Rows of nulls since the last bar, by day. */
    const empty = new Map<number, number>();
    let next = days;
    for (let i = offsets[t]!; i < offsets[t + 1]!; i++) {
      const day = date[i]! - first;
      if (isEmpty(bars, i)) {
        empty.set(day, row[i]!);
        continue;
      }
      const lacking: number[] = [];
      for (let k = next; k < day; k++) {
        const at = empty.get(k);
        if (!open[k]) continue;
        if (at !== undefined) yield finding("missing_session", ticker, first + k, "a bar without prices", [at]);
        else if (most(k)) lacking.push(k);
      }
      yield* toldGap(ticker, lacking, first, (k) => `${having[k]} of ${listed[k]} tickers have a bar`);
      empty.clear();
      next = day + 1;
    }
  }
}

/** Sessions that follow each other and have no bar, days after `first`: each, or the first of many. */
function* toldGap(
  ticker: string,
  gap: readonly number[],
  first: number,
  detail: (k: number) => string,
): Generator<Finding> {
  if (gap.length <= LONG) {
    for (const k of gap) yield finding("missing_session", ticker, first + k, detail(k), []);
    return;
  }
  const rest = `the first of ${gap.length} sessions to ${isoDate(first + gap.at(-1)!)} without one`;
  yield finding("missing_session", ticker, first + gap[0]!, `${detail(gap[0]!)}; ${rest}`, []);
}

/** How many tickers are between their first bar and their last on each day, and how many have a bar. */
function countTickers(bars: OrderedBars, first: number, days: number): { listed: Int32Array; having: Int32Array } {
  const { tickers, offsets, date } = bars;
  const having = new Int32Array(days);
  const listed = new Int32Array(days + 1);
  for (let t = 0; t < tickers.length; t++) {
    let last = -1;
    for (let i = offsets[t]!; i < offsets[t + 1]!; i++) {
      const day = date[i]! - first;
      if (day === last || isEmpty(bars, i)) continue;
      if (last < 0) listed[day]!++;
      having[day]!++;
      last = day;
    }
    if (last >= 0) listed[last + 1]!--;
  }
  for (let k = 1; k < days; k++) listed[k]! += listed[k - 1]!;
  return { listed, having };
}

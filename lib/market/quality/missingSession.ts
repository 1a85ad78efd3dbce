import { isoDate } from "trident-base";
import { barSteps, NOT_DAILY } from "./barSteps.ts";
import { exchangeOn } from "./exchange.ts";
import { type Finding, finding } from "./finding.ts";
import { DOUBT, firstLook } from "./firstLook.ts";
import { median } from "./median.ts";
import type { OrderedBars } from "./orderedBars.ts";
import { isEmpty } from "./price.ts";

/** A ticker that stands for all. */
const ALL = "*";
/** Sessions in a row beyond which a gap is told once: a bar of a wrong year would make it millions. */
const LONG = 20;

/**
 * Sessions of the exchange between a ticker's first bar and its last on which it has none; told once, of all tickers,
 * where most of them have none. A bar of nulls is no bar. A gap of more than 20 sessions is told at its first one. Bars
 * that are not daily, but of weeks or months, are told once, of a ticker or of all.
 */
export function* missingSession(bars: OrderedBars): Generator<Finding> {
  const { tickers, offsets, date, row, calendar } = bars;
  if (calendar.length === 0) return;
  const first = calendar[0]!;
  const days = calendar.at(-1)! - first + 1;
  const steps = barSteps(bars);
  const coarse = steps.filter((step) => step >= NOT_DAILY).length;
  if (2 * coarse > steps.filter((step) => step > 0).length) {
    const step = median(Float64Array.from(steps.filter((each) => each >= NOT_DAILY)));
    yield finding("missing_session", ALL, first, `most bars are ${step} sessions apart: these are not daily bars`, []);
    return;
  }
  const { listed, having } = countTickers(bars, first, days, steps);
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
  const doubts = firstLook(bars);
  // Days of the exchange that no ticker has are told above, but not where there is one ticker alone.
  const traded = new Uint8Array(days);
  for (const day of calendar) traded[day - first] = 1;
  const isTold = open.every((is, k) => !is || traded[k] === 1 || listed[k]! > 1);
  const openBefore = new Int32Array(days + 1);
  for (let k = 0; k < days; k++) openBefore[k + 1] = openBefore[k]! + (open[k] ? 1 : 0);
  for (const [t, ticker] of tickers.entries()) {
    if (steps[t]! >= NOT_DAILY) {
      const detail = `its bars are ${steps[t]} sessions apart: they are not daily`;
      yield finding("missing_session", ticker, date[offsets[t]!]!, detail, []);
      continue;
    }
    if (isTold && !(doubts[t]! & DOUBT.gap)) continue;
    /** Rows of nulls since the last bar, by day. */
    const empty = new Map<number, number>();
    let next = days;
    for (let i = offsets[t]!; i < offsets[t + 1]!; i++) {
      const day = date[i]! - first;
      if (isEmpty(bars, i)) {
        empty.set(day, row[i]!);
        continue;
      }
      if (next >= day || openBefore[day] === openBefore[next]) {
        if (empty.size > 0) empty.clear();
        next = day + 1;
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

/** How many tickers with daily bars are between their first and their last on each day, and how many have one. */
function countTickers(
  bars: OrderedBars,
  first: number,
  days: number,
  steps: readonly number[],
): { listed: Int32Array; having: Int32Array } {
  const { tickers, offsets, date, session, calendar } = bars;
  const having = new Int32Array(days);
  const listed = new Int32Array(days + 1);
  const doubts = firstLook(bars);
  /** Of tickers without a gap, how many more have a bar in a session than in the one before. */
  const more = new Int32Array(calendar.length + 1);
  for (let t = 0; t < tickers.length; t++) {
    const [from, to] = [offsets[t]!, offsets[t + 1]!];
    if (steps[t]! >= NOT_DAILY || from === to) continue;
    if (!(doubts[t]! & (DOUBT.gap | DOUBT.duplicate))) {
      more[session[from]!]!++;
      more[session[to - 1]! + 1]!--;
      listed[date[from]! - first]!++;
      listed[date[to - 1]! - first + 1]!--;
      continue;
    }
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
  let count = 0;
  for (const [s, day] of calendar.entries()) {
    count += more[s]!;
    having[day - first]! += count;
  }
  for (let k = 1; k < days; k++) listed[k]! += listed[k - 1]!;
  return { listed, having };
}

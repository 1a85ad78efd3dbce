import { isoDate } from "trident-base";
import { SESSIONS_A_YEAR } from "../statistics/index.ts";
import { compareBytes, type Panel } from "./panel.ts";

/** Sessions between a ticker's last bar and the panel's beyond which it counts as delisted. */
export const DELISTED_AFTER = 5;
/** Of the tickers that have bars then, the share that does not end at once by delistings. */
const SHARE = 0.1;
/** A year's share of delisted tickers, and how often chance may look like a gap in the data, over the whole panel. */
const DELISTED_A_YEAR = 0.03;
const CHANCE = 1e-3;

/** A ticker's first and last session, as places in the panel's calendar. */
export interface TickerSpan {
  readonly ticker: string;
  readonly first: number;
  readonly last: number;
}

/**
 * Marks the tickers that were delisted: 1 where a ticker ended more than 5 sessions before the panel, unless the
 * panel's origin knows that its data end there (`unfinished`).
 */
export function delistedTickers({ tickers, offsets, session, calendar, origin }: Panel): Uint8Array {
  return Uint8Array.from(tickers, (ticker, t) => {
    const last = session[offsets[t + 1]! - 1]!;
    return isEarly(last, calendar.length) && !origin.unfinished?.has(ticker) ? 1 : 0;
  });
}

/**
 * The tickers whose bars end early because the data do, each with the reason: those whose fetch failed, and those that
 * end on one session with so many others that delistings do not explain it (a tenth of the tickers that trade then, and
 * by chance, at 3 % a year, less than once in a thousand panels).
 *
 * @param failed tickers whose fetch failed, with the reason, as a manifest says.
 */
export function unfinishedTickers(
  spans: readonly TickerSpan[],
  calendar: Int32Array,
  failed: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const inOrder = [...spans].sort((a, b) => compareBytes(a.ticker, b.ticker));
  const early = inOrder.filter(({ last }) => isEarly(last, calendar.length));
  const reasons = new Map<string, string>();
  for (const [last, ended] of Map.groupBy(early, (span) => span.last)) {
    const trading = spans.filter((span) => span.first <= last && span.last >= last).length;
    if (ended.length < SHARE * trading) continue;
    if (calendar.length * chanceOf(ended.length, trading) > CHANCE) continue;
    const words = `${ended.length} of ${trading} tickers end on ${isoDate(calendar[last]!)}`;
    for (const { ticker } of ended) reasons.set(ticker, words);
  }
  for (const { ticker } of early) {
    const why = failed.get(ticker);
    if (why !== undefined) reasons.set(ticker, why);
  }
  return reasons;
}

/** The spans of a panel's tickers. */
export function spansOf({ tickers, offsets, session }: Panel): readonly TickerSpan[] {
  return tickers.map((ticker, t) => ({ ticker, first: session[offsets[t]!]!, last: session[offsets[t + 1]! - 1]! }));
}

const isEarly = (last: number, sessions: number): boolean => sessions - 1 - last > DELISTED_AFTER;

/** The chance that of so many tickers at least `ended` are delisted on one session: the tail of a Poisson distribution. */
function chanceOf(ended: number, trading: number): number {
  const expected = (trading * DELISTED_A_YEAR) / SESSIONS_A_YEAR;
  let term = Math.exp(-expected);
  let sum = 0;
  for (let k = 0; k < ended + 50; k++) {
    if (k >= ended) sum += term;
    term *= expected / (k + 1);
  }
  return sum;
}

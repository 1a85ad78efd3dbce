import { isoDate, parseIsoDate } from "trident-base";
import { delistedTickers, type Panel } from "../market/index.ts";
import { findingsOf, missedSessions } from "../model/index.ts";

/** Sessions of which none may be missing: a quarter. */
const JUDGED = 63;
/** Of the tickers that trade, the share that must be there, long enough, and without fault. */
const ENOUGH = 0.9;
/** Sessions that may have passed since the panel's last one: that of today may not be out. */
const MISSED = 1;

/** One thing that was looked at in bars. */
export interface BarCheck {
  readonly id: "fresh" | "complete" | "long" | "sound";
  readonly passed: boolean;
  readonly detail: string;
}

/**
 * Looks whether a panel's bars can be traded on: fresh, complete, long enough and sound.
 *
 * @param demanded bars that a ticker needs.
 * @param today the present, days since 1970-01-01.
 */
export function barChecks(panel: Panel, demanded: number, today: number): readonly BarCheck[] {
  const { tickers, offsets, session, calendar } = panel;
  const last = calendar.at(-1)!;
  const missed = missedSessions(last, today);
  const gone = delistedTickers(panel);
  const trading = tickers.flatMap((ticker, t) => (gone[t] === 1 ? [] : [{ ticker, t }]));
  const late = trading.filter(({ t }) => session[offsets[t + 1]! - 1]! < calendar.length - 1);
  const short = trading.filter(({ t }) => offsets[t + 1]! - offsets[t]! < demanded);
  const found = findingsOf(panel, today, demanded).filter(({ rows, end, bars, kind, date }) =>
    kind === "missing_session"
      ? parseIsoDate(date) > calendar[Math.max(0, calendar.length - JUDGED)]!
      : rows.some((row) => row >= end - bars),
  );
  const whole = found.find(({ ticker }) => ticker === "*");
  const at = new Set(found.map(({ ticker }) => ticker));
  const faulty = trading.filter(({ ticker }) => at.has(ticker));
  const few = (some: readonly unknown[]): boolean => some.length <= (1 - ENOUGH) * trading.length;
  const named = (some: readonly { readonly ticker: string }[]): string =>
    `${some.length} of ${trading.length} tickers${some.length > 0 ? `, such as ${some[0]!.ticker}` : ""}`;
  return [
    {
      id: "fresh",
      passed: missed <= MISSED && last <= today,
      detail:
        last > today
          ? `the last session is ${isoDate(last)}, after ${isoDate(today)}: the clock is behind, or the bars are not what they say`
          : `the last session is ${isoDate(last)}, ${missed} sessions before ${isoDate(today)}`,
    },
    { id: "complete", passed: few(late), detail: `${named(late)} have no bar of the last session` },
    { id: "long", passed: few(short), detail: `${named(short)} have fewer than ${demanded} bars` },
    {
      id: "sound",
      passed: few(faulty) && whole === undefined,
      detail: whole
        ? `${whole.date}: ${whole.detail}`
        : `the checks refuse bars of ${named(faulty)}${faulty.length > 0 ? ": see 'trident market check'" : ""}`,
    },
  ];
}

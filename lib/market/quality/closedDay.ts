import { utcDate } from "trident-base";
import { barSteps, NOT_DAILY } from "./barSteps.ts";
import { exchangeOn } from "./exchange.ts";
import { type Finding, finding } from "./finding.ts";
import type { OrderedBars } from "./orderedBars.ts";

/** Closed days between a ticker's first bar and its last that tell whose calendar it keeps. */
const FEWEST = { weekend: 6, holiday: 3 };

type Closed = keyof typeof FEWEST;

/**
 * Bars on days when the New York Stock Exchange was closed. A ticker with bars on most weekends, or on most holidays,
 * trades elsewhere: that is told once, and no bar is at fault. Bars of weeks or months are dated as it may be.
 */
export function* closedDay(bars: OrderedBars): Generator<Finding> {
  const { tickers, offsets, date, row, calendar } = bars;
  if (calendar.every((day) => closedOn(day) === undefined)) return;
  const steps = barSteps(bars);
  const first = calendar[0] ?? 0;
  const closed = Array.from({ length: (calendar.at(-1) ?? 0) - first + 1 }, (_, k) => closedOn(first + k));
  const before = { weekend: countsOf(closed, "weekend"), holiday: countsOf(closed, "holiday") };
  for (const [t, ticker] of tickers.entries()) {
    const [from, to] = [offsets[t]!, offsets[t + 1]!];
    if (from === to || steps[t]! >= NOT_DAILY) continue;
    const [start, end] = [date[from]! - first, date[to - 1]! - first];
    const onClosed: number[] = [];
    for (let i = from; i < to; i++) if (closed[date[i]! - first] !== undefined) onClosed.push(i);
    if (onClosed.length === 0) continue;
    const mine = Map.groupBy(onClosed, (i) => closed[date[i]! - first]!);
    const opens = (kind: Closed): boolean => {
      const there = before[kind][end + 1]! - before[kind][start]!;
      return there >= FEWEST[kind] && 2 * (mine.get(kind)?.length ?? 0) >= there;
    };
    for (const kind of ["weekend", "holiday"] as const) {
      const found = mine.get(kind) ?? [];
      if (found.length === 0) continue;
      if (opens(kind) || opens("weekend")) {
        const detail = `bars on ${found.length} ${kind === "weekend" ? "days of weekends" : "holidays"} of the exchange: it trades elsewhere`;
        yield finding("closed_day", ticker, date[found[0]!]!, detail, []);
        continue;
      }
      for (const i of found) {
        const weekday = utcDate(date[i]!).toLocaleDateString("en", { weekday: "long", timeZone: "UTC" });
        yield finding("closed_day", ticker, date[i]!, `the exchange was closed on this ${weekday}`, [row[i]!]);
      }
    }
  }
}

function closedOn(day: number): Closed | undefined {
  if (exchangeOn(day) !== "closed") return undefined;
  const weekday = utcDate(day).getUTCDay();
  return weekday === 0 || weekday === 6 ? "weekend" : "holiday";
}

/** How many of the days before each are of this kind. */
function countsOf(closed: readonly (Closed | undefined)[], kind: Closed): Int32Array {
  const counts = new Int32Array(closed.length + 1);
  for (const [k, each] of closed.entries()) counts[k + 1] = counts[k]! + (each === kind ? 1 : 0);
  return counts;
}

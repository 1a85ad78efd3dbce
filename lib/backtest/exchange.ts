import { memberRows, type Panel } from "../market/index.ts";
import type { Random } from "../runtime/index.ts";

/** Groups of equal size, as nearly as can be, by volatility. */
const GROUPS = 5;
const TRAILING = 252;
const FIRST = 60;

/**
 * Tickers in fifths of volatility: the standard deviation of the log returns of the 252 bars up to a session, or of the
 * first 60 bars of a ticker that has fewer before it. Tickers without bars from the session on are in none.
 *
 * @returns ticker numbers, calm ones first; the first groups have one more where it does not divide.
 */
export function volatilityFifths(panel: Panel, session: number): readonly Int32Array[] {
  const { offsets, session: sessions } = panel;
  const known: { t: number; volatility: number }[] = [];
  for (let t = 0; t < panel.tickers.length; t++) {
    const [from, to] = [offsets[t]!, offsets[t + 1]!];
    if (sessions[to - 1]! < session) continue;
    let end = from;
    while (end < to && sessions[end]! <= session) end++;
    const start = end - TRAILING;
    known.push({
      t,
      volatility: start >= from ? deviation(panel, start, end) : deviation(panel, from, Math.min(to, from + FIRST)),
    });
  }
  known.sort((a, b) => a.volatility - b.volatility || a.t - b.t);
  return Array.from({ length: GROUPS }, (_, g) => {
    const small = Math.floor(known.length / GROUPS);
    const more = known.length % GROUPS;
    const start = g * small + Math.min(g, more);
    return Int32Array.from(known.slice(start, start + small + (g < more ? 1 : 0)), ({ t }) => t);
  });
}

/** Of the log returns between these rows; Infinity with fewer than two. */
function deviation({ adjClose }: Panel, from: number, to: number): number {
  const n = to - from - 1;
  if (n < 2) return Number.POSITIVE_INFINITY;
  let sum = 0;
  let squares = 0;
  for (let row = from + 1; row < to; row++) {
    const r = Math.log(adjClose[row]! / adjClose[row - 1]!);
    sum += r;
    squares += r * r;
  }
  return Math.sqrt(Math.max(0, squares - (sum * sum) / n) / (n - 1));
}

/** A permutation of the tickers within groups; one that is in none stays itself. */
export function drawExchange(tickers: number, groups: readonly Int32Array[], random: Random): Int32Array {
  const exchanged = Int32Array.from({ length: tickers }, (_, t) => t);
  for (const group of groups) {
    const shuffled = random.shuffle(group.slice());
    for (const [i, t] of group.entries()) exchanged[t] = shuffled[i]!;
  }
  return exchanged;
}

/**
 * The ticker that takes the place of another on a day: the first one along the permutation's cycle that has a bar then.
 * So each day's exchange is a bijection of the tickers with a bar, and the same names stay exchanged as long as those do.
 * A ticker without a bar stays itself.
 *
 * @param rowOf the row of each ticker on this day, -1 without a bar.
 */
export function exchangedOn(exchange: Int32Array, ticker: number, rowOf: Int32Array): number {
  if (rowOf[ticker]! < 0) return ticker;
  let other = exchange[ticker]!;
  while (rowOf[other]! < 0) other = exchange[other]!;
  return other;
}

/** By decision: the rows of all tickers on its day, -1 without a bar as a member of the panel's universe. */
export function rowsOfDays(panel: Panel, rows: Int32Array): readonly Int32Array[] {
  const { session, offsets, calendar, tickers } = panel;
  const counts = memberRows(panel);
  const days = new Map<number, Int32Array>();
  for (const row of rows) {
    if (!days.has(session[row]!)) days.set(session[row]!, new Int32Array(tickers.length).fill(-1));
  }
  const bySession = Array.from(calendar, (_, s) => days.get(s));
  for (let t = 0; t < tickers.length; t++) {
    for (let row = offsets[t]!; row < offsets[t + 1]!; row++) {
      const day = bySession[session[row]!];
      if (day && counts?.[row] !== 0) day[t] = row;
    }
  }
  return Array.from(rows, (row) => bySession[session[row]!]!);
}

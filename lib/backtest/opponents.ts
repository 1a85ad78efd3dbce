import { type Closes, memberRows, type Panel } from "../market/index.ts";
import { SESSIONS_A_YEAR } from "../statistics/index.ts";
import type { Weights } from "./rebalance.ts";

const MONTH = 21;

/**
 * What an index was worth that was bought with all of the capital at the first session's close and held, in dollars at
 * each session's close; a session without a close keeps the one before. Undefined where the index begins later.
 *
 * @param cost of buying it, a fraction; an index fund's spread is about a basis point.
 */
export function buyAndHold(index: Closes, date: Int32Array, capital: number, cost: number): Float64Array | undefined {
  let at = -1;
  const closes = Float64Array.from(date, (day) => {
    while (at + 1 < index.date.length && index.date[at + 1]! <= day) at++;
    return index.close[at] ?? Number.NaN;
  });
  return Number.isNaN(closes[0]!) ? undefined : closes.map((close) => (capital * close) / closes[0]! / (1 + cost));
}

/** All tickers that have a bar as a member at the close before, alike: from the second open on, set right again at each month's first. */
export function equalWeight(panel: Panel, first: number): Weights {
  const counts = memberRows(panel);
  return monthly(panel, first, (session) => alike(rowsAt(panel, session, counts).keys()));
}

/**
 * The tenth (rounded up) of the tickers with the highest return from 12 months to 1 month ago (252 and 21 bars), alike,
 * chosen at the first session's and each month's last close: Jegadeesh and Titman, "Returns to buying winners and selling losers", 1993, with the last month
 * left out as usual. Tickers with fewer bars are not chosen.
 */
export function momentum(panel: Panel, first: number): Weights {
  const counts = memberRows(panel);
  return monthly(panel, first, (session) => {
    const ranked: { t: number; past: number }[] = [];
    for (const [t, row] of rowsAt(panel, session, counts)) {
      if (row - SESSIONS_A_YEAR < panel.offsets[t]!) continue;
      ranked.push({ t, past: panel.adjClose[row - MONTH]! / panel.adjClose[row - SESSIONS_A_YEAR]! });
    }
    ranked.sort((a, b) => b.past - a.past || a.t - b.t);
    return alike(ranked.slice(0, Math.ceil(ranked.length / 10)).map(({ t }) => t));
  });
}

/** Weights of `first` and of each month's last session. */
function monthly(panel: Panel, first: number, weights: (session: number) => ReadonlyMap<number, number>): Weights {
  const { calendar } = panel;
  const monthOf = (s: number) => new Date(calendar[s]! * 86_400_000).getUTCMonth();
  return (session) =>
    session === first || (session + 1 < calendar.length && monthOf(session) !== monthOf(session + 1))
      ? weights(session)
      : undefined;
}

/** The row of each ticker that has a bar in the session, and is a member then. */
function rowsAt(panel: Panel, session: number, counts: Uint8Array | undefined): ReadonlyMap<number, number> {
  const rows = new Map<number, number>();
  for (let t = 0; t < panel.tickers.length; t++) {
    let low = panel.offsets[t]!;
    let high = panel.offsets[t + 1]! - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const at = panel.session[middle]!;
      if (at === session) {
        if (counts?.[middle] !== 0) rows.set(t, middle);
        break;
      }
      if (at < session) low = middle + 1;
      else high = middle - 1;
    }
  }
  return rows;
}

function alike(tickers: Iterable<number>): ReadonlyMap<number, number> {
  const list = [...tickers];
  return new Map(list.map((t) => [t, 1 / list.length]));
}

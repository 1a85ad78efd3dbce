import { isoDate, UsageError } from "trident-base";
import type { Panel } from "../market/index.ts";
import { Account } from "./account.ts";
import type { Decisions } from "./decisions.ts";
import { pricesOf } from "./prices.ts";
import type { Backtest, Lapse, Trade } from "./result.ts";
import { type BacktestOptions, backtestSettings } from "./settings.ts";
import { type TakenDecisions, takenDecisions } from "./takenDecisions.ts";

/**
 * Trades decisions session by session. Prices are adjusted ones, shares are fractions of adjusted shares, so dividends
 * are reinvested; capital is never borrowed.
 *
 * - Open: positions whose bar opens at or beyond a barrier leave at the open (not in the bar that they entered in).
 *   Then decisions whose next bar this is are filled at the open, best score first (ties by panel row), while there are
 *   free places and cash; a ticker that is held is not bought again. What is sold at an open may be spent at it. If the
 *   cash does not reach for the entry and its costs, it shrinks to cash / (1 + costs as a share of the smaller of entry
 *   and cash); if the cash is under a hundredth of the entry, the order lapses: no dust is bought.
 * - During the bar: a low at or below the stop leaves at the stop, else a high at or above the target at the target.
 * - Close: a position leaves at the close of bar `horizon` after its decision. Of a delisted ticker (`delistedTickers`):
 *   after its last bar (with an open end: once that is known), with volume or without, what is still held of it is paid out at
 *   the close times 1 + delistingReturn, without costs, and counts as `delisted` whatever the barriers.
 * - A bar without volume is no bar to trade in: an order for it lapses, a position passes it by and, if its time is
 *   over, leaves at the open of the next bar with volume, as a time-out. Equity then counts its close.
 * - An entry is at most `participation` of the median dollar volume of the 21 bars up to its decision: nobody knows its
 *   own bar's at the open. Fills that are more than that of their own bar, exits too, are counted, and pay for it.
 * - A decision is only taken if its horizon ends by the last session, counted in sessions, whatever comes of it: to trade
 *   the last ones until the end alone would count the early exits and not the others. What halts keep open at the end
 *   is closed at its last close, with the costs of that bar. What is not taken is counted with the reason.
 *
 * With all bars traded, a trade's exit price / entry price - 1 is the `ret` of the triple-barrier label of its row.
 *
 * @throws UsageError for options out of range.
 */
export function runBacktest(panel: Panel, decisions: Decisions, options: BacktestOptions = {}): Backtest {
  const settings = backtestSettings(options);
  const [first, last] = sessionsOf(panel, options);
  const sessions = last - first + 1;
  const equity = new Float64Array(sessions);
  const exposure = new Float64Array(sessions);
  const trades: Trade[] = [];
  const lapsed: Partial<Record<Lapse, number>> = {};
  const lapse = (why: Lapse): void => {
    lapsed[why] = (lapsed[why] ?? 0) + 1;
  };
  const events = { trade: (trade: Trade) => trades.push(trade), lapse: (_: number, why: Lapse) => lapse(why) };
  const account = new Account(panel, options.prices ?? pricesOf(panel), settings, events, undefined, options.openEnd);
  const taken = takenDecisions(panel, decisions, first, last, options.openEnd);
  const { list, starts } = ordersBySession(panel, decisions, taken, last, lapse);
  for (let s = first; s <= last; s++) {
    account.trade(s, { decisions, due: list.subarray(starts[s]!, starts[s + 1]!), ticker: taken.ticker });
    if (s === last && !options.openEnd) account.leaveAll();
    exposure[s - first] = account.exposure;
    equity[s - first] = account.equity;
  }
  return {
    settings,
    capital: settings.capital,
    date: panel.calendar.slice(first, last + 1),
    equity,
    exposure,
    trades,
    decisions: taken.taken.length,
    unfilled: Object.values(lapsed).reduce((sum, count) => sum + count, 0),
    lapsed,
    leftOut: taken.leftOut,
    overVolume: account.overVolume,
  };
}

/** First and last session, places in the calendar. */
function sessionsOf({ calendar, origin }: Panel, options: BacktestOptions): readonly [number, number] {
  const { start = calendar[0]!, end = calendar.at(-1)! } = options;
  const first = calendar.findIndex((day) => day >= start);
  const last = calendar.findLastIndex((day) => day <= end);
  if (first >= 0 && last >= first) return [first, last];
  throw new UsageError(`no session from ${isoDate(start)} to ${isoDate(end)}`, {
    where: [origin.source],
    remedy: `The panel has sessions from ${isoDate(calendar[0]!)} to ${isoDate(calendar.at(-1)!)}.`,
  });
}

/** Decisions by the session of the ticker's next bar: those of session `s` are `list[starts[s] .. starts[s + 1]]`. */
function ordersBySession(
  { offsets, session }: Panel,
  { row: rows }: Decisions,
  { taken, ticker }: TakenDecisions,
  last: number,
  lapse: (why: Lapse) => void,
): { readonly list: Int32Array; readonly starts: Int32Array } {
  const due = new Int32Array(taken.length).fill(-1);
  const starts = new Int32Array(last + 2);
  for (const [i, k] of taken.entries()) {
    const next = rows[k]! + 1;
    if (next < offsets[ticker[k]! + 1]! && session[next]! <= last) {
      due[i] = session[next]!;
      starts[due[i]! + 1]!++;
    } else {
      lapse("no bar to enter in");
    }
  }
  for (let s = 0; s <= last; s++) starts[s + 1]! += starts[s]!;
  const list = new Int32Array(starts[last + 1]!);
  const next = starts.slice();
  for (const [i, k] of taken.entries()) if (due[i]! >= 0) list[next[due[i]!]!++] = k;
  return { list, starts };
}

import { isoDate, UsageError } from "trident-base";
import { delistedTickers, type Panel } from "../market/index.ts";
import { SESSIONS_A_YEAR } from "../statistics/index.ts";
import { type CostOf, costModel } from "./costs.ts";
import type { Decisions } from "./decisions.ts";
import { type Prices, pricesOf } from "./prices.ts";
import type { Backtest, Lapse, Trade, TradeEnd } from "./result.ts";
import { type BacktestOptions, type BacktestSettings, backtestSettings } from "./settings.ts";
import { type TakenDecisions, takenDecisions } from "./takenDecisions.ts";
import { usualVolume } from "./usualVolume.ts";
import { volatility } from "./volatility.ts";

interface Position {
  readonly decision: number;
  readonly ticker: number;
  readonly entryRow: number;
  readonly entryPrice: number;
  readonly shares: number;
  readonly entryCosts: number;
  readonly target: number;
  readonly floor: number;
  /** The row of the time-out. */
  readonly due: number;
  /** The last row that was seen: the close that the position is valued at. */
  row: number;
}

interface Orders {
  readonly list: Int32Array;
  readonly starts: Int32Array;
}

/** With less than this share of an order's value in cash nothing is bought. */
const DUST = 0.01;

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
 *   after its last bar, with volume or without, what is still held of it is paid out at
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
  return new Simulation(panel, decisions, options).run();
}

class Simulation {
  readonly #panel: Panel;
  readonly #decisions: Decisions;
  readonly #settings: BacktestSettings;
  readonly #prices: Prices;
  readonly #costOf: CostOf;
  readonly #first: number;
  readonly #last: number;
  readonly #trades: Trade[] = [];
  /** By ticker. */
  readonly #held: Uint8Array;
  readonly #delisted: Uint8Array;
  #positions: Position[] = [];
  #cash: number;
  #equity: number;
  readonly #lapsed: Partial<Record<Lapse, number>> = {};
  #overVolume = 0;

  constructor(panel: Panel, decisions: Decisions, options: BacktestOptions) {
    const { calendar } = panel;
    const { start = calendar[0]!, end = calendar.at(-1)! } = options;
    this.#panel = panel;
    this.#decisions = decisions;
    this.#settings = backtestSettings(options);
    this.#first = calendar.findIndex((day) => day >= start);
    this.#last = calendar.findLastIndex((day) => day <= end);
    if (this.#first < 0 || this.#last < this.#first) {
      throw new UsageError(`no session from ${isoDate(start)} to ${isoDate(end)}`, {
        where: [panel.origin.source],
        remedy: `The panel has sessions from ${isoDate(calendar[0]!)} to ${isoDate(calendar.at(-1)!)}.`,
      });
    }
    this.#prices = options.prices ?? pricesOf(panel);
    this.#costOf = costModel(this.#prices, this.#settings.costs);
    this.#held = new Uint8Array(panel.tickers.length);
    this.#delisted = delistedTickers(panel);
    this.#cash = this.#settings.capital;
    this.#equity = this.#cash;
  }

  run(): Backtest {
    const { calendar } = this.#panel;
    const sessions = this.#last - this.#first + 1;
    const equity = new Float64Array(sessions);
    const exposure = new Float64Array(sessions);
    const taken = takenDecisions(this.#panel, this.#decisions, this.#first, this.#last);
    const orders = this.#ordersBySession(taken);
    for (let s = this.#first; s <= this.#last; s++) {
      this.#step(s);
      this.#leaveAtOpen(s);
      this.#enter(orders, taken.ticker, s);
      exposure[s - this.#first] = this.#exposureAtOpen(s);
      this.#leaveDuringBar(s);
      this.#leaveAtClose(s);
      if (s === this.#last) this.#leaveAll();
      let invested = 0;
      for (const { shares, row } of this.#positions) invested += shares * this.#prices.close[row]!;
      this.#equity = this.#cash + invested;
      equity[s - this.#first] = this.#equity;
    }
    return {
      settings: this.#settings,
      capital: this.#settings.capital,
      date: calendar.slice(this.#first, this.#last + 1),
      equity,
      exposure,
      trades: this.#trades,
      decisions: taken.taken.length,
      unfilled: Object.values(this.#lapsed).reduce((sum, count) => sum + count, 0),
      lapsed: this.#lapsed,
      leftOut: taken.leftOut,
      overVolume: this.#overVolume,
    };
  }

  /** The share that is invested once all entries of the session are made: positions may be left before its close. */
  #exposureAtOpen(s: number): number {
    const { open, close } = this.#prices;
    let invested = 0;
    for (const { shares, row } of this.#positions) {
      invested += shares * (this.#panel.session[row] === s ? open[row]! : close[row]!);
    }
    return invested > 0 ? invested / (this.#cash + invested) : 0;
  }

  #lapse(why: Lapse, count = 1): void {
    this.#lapsed[why] = (this.#lapsed[why] ?? 0) + count;
  }

  /** Decisions by the session of the ticker's next bar: those of session `s` are `list[starts[s] .. starts[s + 1]]`. */
  #ordersBySession({ taken, ticker }: TakenDecisions): Orders {
    const { row: rows } = this.#decisions;
    const { offsets, session } = this.#panel;
    const due = new Int32Array(taken.length).fill(-1);
    const starts = new Int32Array(this.#last + 2);
    for (const [i, k] of taken.entries()) {
      const next = rows[k]! + 1;
      if (next < offsets[ticker[k]! + 1]! && session[next]! <= this.#last) {
        due[i] = session[next]!;
        starts[due[i]! + 1]!++;
      } else {
        this.#lapse("no bar to enter in");
      }
    }
    for (let s = 0; s <= this.#last; s++) starts[s + 1]! += starts[s]!;
    const list = new Int32Array(starts[this.#last + 1]!);
    const next = starts.slice();
    for (const [i, k] of taken.entries()) if (due[i]! >= 0) list[next[due[i]!]!++] = k;
    return { list, starts };
  }

  /** Moves each position to its ticker's bar of this session, where there is one. */
  #step(s: number): void {
    const { offsets, session } = this.#panel;
    for (const position of this.#positions) {
      const next = position.row + 1;
      if (next < offsets[position.ticker + 1]! && session[next] === s) position.row = next;
    }
  }

  #leaveAtOpen(s: number): void {
    const { open } = this.#prices;
    this.#leave(s, (position) => {
      const { row, due, floor, target } = position;
      if (row === position.entryRow) return undefined;
      const price = open[row]!;
      if (row > due) return { price, end: "time-out" };
      if (price <= floor) return { price, end: "stop" };
      return price >= target ? { price, end: "target" } : undefined;
    });
  }

  #leaveDuringBar(s: number): void {
    const { high, low } = this.#prices;
    this.#leave(s, ({ row, floor, target }) => {
      if (low[row]! <= floor) return { price: floor, end: "stop" };
      return high[row]! >= target ? { price: target, end: "target" } : undefined;
    });
  }

  #leaveAtClose(s: number): void {
    const { close } = this.#prices;
    this.#leave(s, ({ row, due }) => (row === due ? { price: close[row]!, end: "time-out" } : undefined));
    const { offsets, session } = this.#panel;
    const paid = 1 + this.#settings.delistingReturn;
    for (const position of this.#positions) {
      const { row, ticker } = position;
      if (session[row] !== s || this.#delisted[ticker] === 0 || row !== offsets[ticker + 1]! - 1) continue;
      this.#close(position, close[row]! * paid, "delisted");
    }
    this.#forgetClosed();
  }

  #leaveAll(): void {
    for (const position of this.#positions) this.#close(position, this.#prices.close[position.row]!, "end");
    this.#forgetClosed();
  }

  /** Closes the positions whose bar of session `s` has volume and of which `exit` says so. */
  #leave(s: number, exit: (position: Position) => { price: number; end: TradeEnd } | undefined): void {
    const { session, volume } = this.#panel;
    let left = false;
    for (const position of this.#positions) {
      if (session[position.row] !== s || !(volume[position.row]! > 0)) continue;
      const found = exit(position);
      if (!found) continue;
      this.#close(position, found.price, found.end);
      left = true;
    }
    if (left) this.#forgetClosed();
  }

  #close(position: Position, exitPrice: number, end: TradeEnd): void {
    const { ticker, row, shares, entryPrice, entryCosts, entryRow } = position;
    const value = shares * exitPrice;
    // Nobody trades what is delisted: it is paid out.
    const rate = end === "delisted" ? 0 : this.#costOf(this.#panel.offsets[ticker]!, row, value);
    const exitCosts = value * rate;
    if (end !== "delisted") this.#countVolume(row, value);
    this.#cash += value - exitCosts;
    this.#held[ticker] = 0;
    this.#trades.push({
      ticker,
      decisionRow: this.#decisions.row[position.decision]!,
      entryRow,
      entryPrice,
      exitRow: row,
      exitPrice,
      shares,
      entryCosts,
      exitCosts,
      pnl: shares * (exitPrice - entryPrice) - entryCosts - exitCosts,
      end,
    });
  }

  #forgetClosed(): void {
    this.#positions = this.#positions.filter(({ ticker }) => this.#held[ticker] === 1);
  }

  #enter({ list, starts }: Orders, tickerOf: Int32Array, s: number): void {
    const { row: rows, score } = this.#decisions;
    const [from, to] = [starts[s]!, starts[s + 1]!];
    let free = this.#settings.positions - this.#positions.length;
    if (free <= 0 || from === to) {
      if (to > from) this.#lapse("no free place", to - from);
      return;
    }
    const wanted: number[] = [];
    for (const decision of list.subarray(from, to)) {
      if (this.#held[tickerOf[decision]!] === 1) this.#lapse("held already");
      else if (!(this.#panel.volume[rows[decision]! + 1]! > 0)) this.#lapse("no bar to enter in");
      else wanted.push(decision);
    }
    // Decisions come by panel row, and the sort is stable.
    wanted.sort((a, b) => score[b]! - score[a]!);
    for (const decision of wanted) {
      if (free === 0) this.#lapse("no free place");
      else if (this.#buy(decision, tickerOf[decision]!)) free--;
      else this.#lapse("no cash or no usual volume");
    }
  }

  #buy(decision: number, ticker: number): boolean {
    const { row: rows, profit, stop, horizon } = this.#decisions;
    const first = this.#panel.offsets[ticker]!;
    const entryRow = rows[decision]! + 1;
    const entryPrice = this.#prices.open[entryRow]!;
    const allowed = this.#settings.participation * usualVolume(this.#prices, first, rows[decision]!);
    const wanted = Math.min(this.#size(first, entryRow), allowed);
    if (!(wanted > 0) || this.#cash < DUST * wanted) return false;
    // Costs are paid from the same cash; as a share they grow with the value, so a smaller one is paid for as well.
    const most = Math.min(wanted, this.#cash);
    const value = Math.min(most, this.#cash / (1 + this.#costOf(first, entryRow, most)));
    const entryCosts = value * this.#costOf(first, entryRow, value);
    // The last bit of a subtraction is no credit.
    this.#cash = Math.max(0, this.#cash - value - entryCosts);
    this.#held[ticker] = 1;
    this.#countVolume(entryRow, value);
    this.#positions.push({
      decision,
      ticker,
      entryRow,
      entryPrice,
      shares: value / entryPrice,
      entryCosts,
      target: entryPrice * (1 + profit[decision]!),
      floor: entryPrice * (1 - stop[decision]!),
      due: rows[decision]! + horizon[decision]!,
      row: entryRow,
    });
    return true;
  }

  /** Counts fills that are more of their own bar than entries may be of a usual one: nobody knows that beforehand. */
  #countVolume(row: number, value: number): void {
    if (value > this.#settings.participation * this.#prices.dollarVolume[row]!) this.#overVolume++;
  }

  /** Dollars of a new position, from the equity at the close before. */
  #size(first: number, row: number): number {
    const { sizing, positions, targetVolatility } = this.#settings;
    const equal = this.#equity / positions;
    if (sizing === "equal") return equal;
    const own = volatility(this.#prices, first, row) * Math.sqrt(SESSIONS_A_YEAR);
    return equal * Math.min(1, targetVolatility / own);
  }
}

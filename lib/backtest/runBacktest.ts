import { isoDate, UsageError } from "trident-base";
import { delistedTickers, type Panel } from "../market/index.ts";
import { type CostOf, type CostOptions, costModel } from "./costs.ts";
import type { Decisions } from "./decisions.ts";
import { type Prices, pricesOf } from "./prices.ts";
import type { Backtest, Trade, TradeEnd } from "./result.ts";
import { volatility } from "./volatility.ts";

export interface BacktestOptions {
  /** First and last day, days since 1970-01-01; default the panel's. Decisions outside are not taken. */
  readonly start?: number;
  readonly end?: number;
  /** Dollars at the start, 1 to 1e12: beyond that a cent is lost in float64. Default 100,000. */
  readonly capital?: number;
  /** Positions at a time, at most. Default 10. */
  readonly positions?: number;
  /**
   * `equal`: a position is worth equity / positions, the equity at the close before the entry. `volatility`: that times
   * targetVolatility over the ticker's own of its last 20 returns before the entry (times the root of 252), where its
   * own is higher.
   */
  readonly sizing?: "equal" | "volatility";
  /** A year, for `volatility` sizing. Default 0.3. */
  readonly targetVolatility?: number;
  /** The share of its bar's dollar volume that an entry may be, at most. Default 0.1. */
  readonly participation?: number;
  readonly costs?: CostOptions;
  /** What a delisted ticker pays after its last close; default -0.3, as in the labels. */
  readonly delistingReturn?: number;
  /** The panel's prices, where the caller has them already. */
  readonly prices?: Prices;
}

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

const SESSIONS_A_YEAR = 252;
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
 * - A decision is only taken if its horizon ends by the last session, counted in sessions, whatever comes of it: to trade
 *   the last ones until the end alone would count the early exits and not the others. What halts keep open at the end
 *   is closed at its last close, with the costs of that bar; the last session's exposure is 0.
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
  readonly #options: Required<Pick<BacktestOptions, "capital" | "positions" | "participation" | "delistingReturn">> &
    BacktestOptions;
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
  #unfilled = 0;

  constructor(panel: Panel, decisions: Decisions, options: BacktestOptions) {
    const { calendar } = panel;
    const { start = calendar[0]!, end = calendar.at(-1)! } = options;
    this.#panel = panel;
    this.#decisions = decisions;
    this.#options = { ...options, ...checked(options) };
    this.#first = calendar.findIndex((day) => day >= start);
    this.#last = calendar.findLastIndex((day) => day <= end);
    if (this.#first < 0 || this.#last < this.#first) {
      throw new UsageError(`no session from ${isoDate(start)} to ${isoDate(end)}`, {
        where: [panel.origin.source],
        remedy: `The panel has sessions from ${isoDate(calendar[0]!)} to ${isoDate(calendar.at(-1)!)}.`,
      });
    }
    this.#prices = options.prices ?? pricesOf(panel);
    this.#costOf = costModel(this.#prices, options.costs);
    this.#held = new Uint8Array(panel.tickers.length);
    this.#delisted = delistedTickers(panel);
    this.#cash = this.#options.capital;
    this.#equity = this.#cash;
  }

  run(): Backtest {
    const { calendar } = this.#panel;
    const sessions = this.#last - this.#first + 1;
    const equity = new Float64Array(sessions);
    const exposure = new Float64Array(sessions);
    const orders = this.#ordersBySession();
    for (let s = this.#first; s <= this.#last; s++) {
      this.#step(s);
      this.#leaveAtOpen(s);
      this.#enter(orders, s);
      this.#leaveDuringBar(s);
      this.#leaveAtClose(s);
      if (s === this.#last) this.#leaveAll();
      let invested = 0;
      for (const { shares, row } of this.#positions) invested += shares * this.#prices.close[row]!;
      this.#equity = this.#cash + invested;
      equity[s - this.#first] = this.#equity;
      exposure[s - this.#first] = invested > 0 ? invested / this.#equity : 0;
    }
    return {
      capital: this.#options.capital,
      date: calendar.slice(this.#first, this.#last + 1),
      equity,
      exposure,
      trades: this.#trades,
      decisions: orders.taken,
      unfilled: this.#unfilled,
    };
  }

  /** Decisions by the session of the ticker's next bar: those of session `s` are `list[starts[s] .. starts[s + 1]]`. */
  #ordersBySession(): { readonly list: Int32Array; readonly starts: Int32Array; readonly taken: number } {
    const { row: rows, horizon } = this.#decisions;
    const { offsets, session } = this.#panel;
    const due = new Int32Array(rows.length).fill(-1);
    const starts = new Int32Array(this.#last + 2);
    let taken = 0;
    let t = 0;
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]!;
      while (row >= offsets[t + 1]!) t++;
      if (session[row]! < this.#first || session[row]! + horizon[k]! > this.#last) continue;
      taken++;
      if (row + 1 >= offsets[t + 1]! || session[row + 1]! > this.#last) {
        this.#unfilled++;
        continue;
      }
      due[k] = session[row + 1]!;
      starts[due[k]! + 1]!++;
    }
    for (let s = 0; s <= this.#last; s++) starts[s + 1]! += starts[s]!;
    const list = new Int32Array(starts[this.#last + 1]!);
    const next = starts.slice();
    for (let k = 0; k < rows.length; k++) if (due[k]! >= 0) list[next[due[k]!]!++] = k;
    return { list, starts, taken };
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
    const paid = 1 + this.#options.delistingReturn;
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

  #enter(orders: { readonly list: Int32Array; readonly starts: Int32Array }, s: number): void {
    const { row: rows, score } = this.#decisions;
    const from = orders.starts[s]!;
    const to = orders.starts[s + 1]!;
    let free = this.#options.positions - this.#positions.length;
    if (free <= 0 || from === to) {
      this.#unfilled += to - from;
      return;
    }
    const { offsets, volume } = this.#panel;
    const tickers = new Map<number, number>();
    let t = 0;
    for (let i = from; i < to; i++) {
      const decision = orders.list[i]!;
      const row = rows[decision]!;
      while (row >= offsets[t + 1]!) t++;
      if (this.#held[t] === 0 && volume[row + 1]! > 0) tickers.set(decision, t);
    }
    // Decisions come by panel row, and the sort is stable.
    const wanted = [...tickers.keys()].sort((a, b) => score[b]! - score[a]!);
    let filled = 0;
    for (const decision of wanted) {
      if (free === 0) break;
      if (!this.#buy(decision, tickers.get(decision)!)) continue;
      free--;
      filled++;
    }
    this.#unfilled += to - from - filled;
  }

  #buy(decision: number, ticker: number): boolean {
    const { row: rows, profit, stop, horizon } = this.#decisions;
    const first = this.#panel.offsets[ticker]!;
    const entryRow = rows[decision]! + 1;
    const entryPrice = this.#prices.open[entryRow]!;
    const allowed = this.#options.participation * this.#prices.dollarVolume[entryRow]!;
    const wanted = Math.min(this.#size(first, entryRow), allowed);
    if (!(wanted > 0) || this.#cash < DUST * wanted) return false;
    // Costs are paid from the same cash; as a share they grow with the value, so a smaller one is paid for as well.
    const most = Math.min(wanted, this.#cash);
    const value = Math.min(most, this.#cash / (1 + this.#costOf(first, entryRow, most)));
    const entryCosts = value * this.#costOf(first, entryRow, value);
    // The last bit of a subtraction is no credit.
    this.#cash = Math.max(0, this.#cash - value - entryCosts);
    this.#held[ticker] = 1;
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

  /** Dollars of a new position, from the equity at the close before. */
  #size(first: number, row: number): number {
    const { sizing = "equal", positions, targetVolatility = 0.3 } = this.#options;
    const equal = this.#equity / positions;
    if (sizing === "equal") return equal;
    const own = volatility(this.#prices, first, row) * Math.sqrt(SESSIONS_A_YEAR);
    return equal * Math.min(1, targetVolatility / own);
  }
}

function checked(options: BacktestOptions) {
  const { capital = 100_000, positions = 10, participation = 0.1, delistingReturn = -0.3 } = options;
  const { sizing = "equal", targetVolatility = 0.3 } = options;
  const faults: readonly [boolean, string][] = [
    [capital >= 1 && capital <= 1e12, `capital is ${capital}, not 1 to 1e12 dollars`],
    [Number.isInteger(positions) && positions > 0, `positions is ${positions}, not a whole number above 0`],
    [participation > 0 && participation <= 1, `participation is ${participation}, not above 0 and at most 1`],
    [
      delistingReturn >= -1 && delistingReturn < Number.POSITIVE_INFINITY,
      `delistingReturn is ${delistingReturn}, below -1`,
    ],
    [sizing === "equal" || sizing === "volatility", `sizing is '${sizing}', not equal or volatility`],
    [targetVolatility > 0, `targetVolatility is ${targetVolatility}, not above 0`],
  ];
  const fault = faults.find(([fine]) => !fine);
  if (fault) throw new UsageError(fault[1]);
  return { capital, positions, participation, delistingReturn };
}

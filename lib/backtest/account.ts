import { DELISTED_AFTER, delistedTickers, type Panel } from "../market/index.ts";
import { SESSIONS_A_YEAR } from "../statistics/index.ts";
import { type CostOf, costModel } from "./costs.ts";
import type { Decisions } from "./decisions.ts";
import type { Prices } from "./prices.ts";
import type { Lapse, Trade, TradeEnd } from "./result.ts";
import type { BacktestSettings } from "./settings.ts";
import { usualVolume } from "./usualVolume.ts";
import { volatility } from "./volatility.ts";

/** What is held of one ticker. Prices are adjusted ones, shares fractions of adjusted shares. Plain data. */
export interface Position {
  /** The ticker's number in the panel. */
  readonly ticker: number;
  /** Panel rows. */
  readonly decisionRow: number;
  readonly entryRow: number;
  readonly entryPrice: number;
  readonly shares: number;
  readonly entryCosts: number;
  readonly target: number;
  readonly floor: number;
  /** The row of the time-out, which may lie beyond the bars that there are. */
  readonly due: number;
  /** The last row that was seen: the close that the position is valued at. */
  row: number;
}

/** What an account is between two sessions, dollars and positions. Plain data. */
export interface AccountState {
  readonly cash: number;
  /** At the last close. */
  readonly equity: number;
  readonly positions: readonly Position[];
}

/** Orders that are due in a session: decisions whose ticker's next bar is its. */
export interface DueOrders {
  readonly decisions: Decisions;
  /** Places among the decisions, ascending. */
  readonly due: Int32Array;
  /** The ticker's number of each decision. */
  readonly ticker: Int32Array;
}

/** Hears of what an account does. */
export interface AccountEvents {
  trade(trade: Trade): void;
  /** A decision that was due was not filled. */
  lapse(decision: number, why: Lapse): void;
}

/** With less than this share of an order's value in cash nothing is bought. */
const DUST = 0.01;

/**
 * An account at the simulated broker: steps through sessions by the rules of `runBacktest`, which holds no others. What it
 * is between two sessions is plain data, so that it can be put down and taken up again.
 */
export class Account {
  readonly #panel: Panel;
  readonly #settings: BacktestSettings;
  readonly #prices: Prices;
  readonly #costOf: CostOf;
  readonly #events: AccountEvents;
  /** By ticker. */
  readonly #held: Uint8Array;
  readonly #delisted: Uint8Array;
  readonly #isDayByDay: boolean;
  #positions: Position[];
  #cash: number;
  #equity: number;
  #exposure = 0;
  #overVolume = 0;

  /**
   * @param state that of an earlier account, its rows those of this panel; the capital by default.
   * @param isDayByDay true pays out what is delisted once that is known, so many sessions after its last bar, and not with
   * that bar: whatever bars the panel has already, nobody knew of it.
   */
  constructor(
    panel: Panel,
    prices: Prices,
    settings: BacktestSettings,
    events: AccountEvents,
    state: AccountState = { cash: settings.capital, equity: settings.capital, positions: [] },
    isDayByDay = false,
  ) {
    this.#panel = panel;
    this.#settings = settings;
    this.#prices = prices;
    this.#costOf = costModel(prices, settings.costs);
    this.#events = events;
    this.#held = new Uint8Array(panel.tickers.length);
    this.#delisted = delistedTickers(panel);
    this.#isDayByDay = isDayByDay;
    this.#positions = state.positions.map((position) => ({ ...position }));
    for (const { ticker } of this.#positions) this.#held[ticker] = 1;
    this.#cash = state.cash;
    this.#equity = state.equity;
  }

  get state(): AccountState {
    return {
      cash: this.#cash,
      equity: this.#equity,
      positions: this.#positions.map((position) => ({ ...position })),
    };
  }

  /** Dollars at the last close. */
  get equity(): number {
    return this.#equity;
  }

  /** The invested share within the last session, once its entries were made at the open. */
  get exposure(): number {
    return this.#exposure;
  }

  /** Fills larger than the allowed share of their own bar's dollar volume, which nobody could know. */
  get overVolume(): number {
    return this.#overVolume;
  }

  /** Trades one session, a place in the panel's calendar, from its open to its close. */
  trade(s: number, orders: DueOrders): void {
    this.#step(s);
    this.#leaveAtOpen(s);
    this.#enter(orders);
    this.#exposure = this.#exposureAtOpen(s);
    this.#leaveDuringBar(s);
    this.#leaveAtClose(s);
    this.#payDelisted(s);
    this.#value();
  }

  /** Closes what is held at its last close. */
  leaveAll(): void {
    for (const position of this.#positions) this.#close(position, this.#prices.close[position.row]!, "end");
    this.#forgetClosed();
    this.#value();
  }

  #value(): void {
    let invested = 0;
    for (const { shares, row } of this.#positions) invested += shares * this.#prices.close[row]!;
    this.#equity = this.#cash + invested;
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
  }

  #payDelisted(s: number): void {
    const { offsets, session } = this.#panel;
    const paid = 1 + this.#settings.delistingReturn;
    for (const position of this.#positions) {
      const { row, ticker } = position;
      if (this.#delisted[ticker] === 0 || row !== offsets[ticker + 1]! - 1) continue;
      if (this.#isDayByDay && s - session[row]! <= DELISTED_AFTER) continue;
      this.#close(position, this.#prices.close[row]! * paid, "delisted");
    }
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
    const { ticker, decisionRow, row, shares, entryPrice, entryCosts, entryRow } = position;
    const value = shares * exitPrice;
    // Nobody trades what is delisted: it is paid out.
    const rate = end === "delisted" ? 0 : this.#costOf(this.#panel.offsets[ticker]!, row, value);
    const exitCosts = value * rate;
    if (end !== "delisted") this.#countVolume(row, value);
    this.#cash += value - exitCosts;
    this.#held[ticker] = 0;
    this.#events.trade({
      ticker,
      decisionRow,
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

  #enter({ decisions, due, ticker }: DueOrders): void {
    const { row: rows, score } = decisions;
    let free = this.#settings.positions - this.#positions.length;
    const wanted: number[] = [];
    for (const decision of due) {
      if (free <= 0) this.#events.lapse(decision, "no free place");
      else if (this.#held[ticker[decision]!] === 1) this.#events.lapse(decision, "held already");
      else if (!(this.#panel.volume[rows[decision]! + 1]! > 0)) this.#events.lapse(decision, "no bar to enter in");
      else wanted.push(decision);
    }
    // Decisions come by panel row, and the sort is stable.
    wanted.sort((a, b) => score[b]! - score[a]!);
    for (const decision of wanted) {
      if (free === 0) this.#events.lapse(decision, "no free place");
      else if (this.#buy(decisions, decision, ticker[decision]!)) free--;
      else this.#events.lapse(decision, "no cash or no usual volume");
    }
  }

  #buy({ row: rows, profit, stop, horizon }: Decisions, decision: number, ticker: number): boolean {
    const first = this.#panel.offsets[ticker]!;
    const decisionRow = rows[decision]!;
    const entryRow = decisionRow + 1;
    const entryPrice = this.#prices.open[entryRow]!;
    const allowed = this.#settings.participation * usualVolume(this.#prices, first, decisionRow);
    const wanted = Math.min(this.#size(first, entryRow), allowed);
    const cash = this.#cash - (1 - this.#settings.exposure) * this.#equity;
    if (!(wanted > 0) || cash < DUST * wanted) return false;
    // Costs are paid from the same cash; as a share they grow with the value, so a smaller one is paid for as well.
    const most = Math.min(wanted, cash);
    const value = Math.min(most, cash / (1 + this.#costOf(first, entryRow, most)));
    const entryCosts = value * this.#costOf(first, entryRow, value);
    // The last bit of a subtraction is no credit.
    this.#cash = Math.max(0, this.#cash - value - entryCosts);
    this.#held[ticker] = 1;
    this.#countVolume(entryRow, value);
    this.#positions.push({
      ...{ ticker, decisionRow, entryRow, entryPrice },
      shares: value / entryPrice,
      entryCosts,
      target: entryPrice * (1 + profit[decision]!),
      floor: entryPrice * (1 - stop[decision]!),
      due: decisionRow + horizon[decision]!,
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

/** Why a position was left. */
export type TradeEnd = "target" | "stop" | "time-out" | "delisted" | "end";

/** One position from entry to exit. Prices are adjusted ones, shares fractions of adjusted shares. */
export interface Trade {
  /** The ticker's number in the panel. */
  readonly ticker: number;
  /** Panel rows. */
  readonly decisionRow: number;
  readonly entryRow: number;
  readonly entryPrice: number;
  /** For `end` the row of the last close before the end. */
  readonly exitRow: number;
  readonly exitPrice: number;
  readonly shares: number;
  /** Dollars. */
  readonly entryCosts: number;
  readonly exitCosts: number;
  /** Dollars: shares * (exitPrice - entryPrice) - entryCosts - exitCosts. */
  readonly pnl: number;
  readonly end: TradeEnd;
}

/** What became of decisions, by session and by trade. */
export interface Backtest {
  readonly capital: number;
  /** The sessions, days since 1970-01-01. */
  readonly date: Int32Array;
  /** Dollars at each session's close. */
  readonly equity: Float64Array;
  /** Invested share of the equity at each session's close. */
  readonly exposure: Float64Array;
  /** In the order of their exits. */
  readonly trades: readonly Trade[];
  /** Decisions within the dates whose horizon ends by the last session. */
  readonly decisions: number;
  /** Those of them that were not filled: no place, no cash, held already, no bar or no volume. */
  readonly unfilled: number;
}

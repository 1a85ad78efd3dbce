import type { BacktestSettings } from "./settings.ts";

/** Why a position was left. */
export type TradeEnd = "target" | "stop" | "time-out" | "delisted" | "end";

/** Why a decision that was taken was not filled. */
export type Lapse = "no free place" | "held already" | "no bar to enter in" | "no cash or no usual volume";

/** Why a decision was not taken. */
export type LeftOut = "before the start" | "after the end" | "horizon ends after the last session";

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
  /** How it was run, every default filled in. */
  readonly settings: BacktestSettings;
  readonly capital: number;
  /** The sessions, days since 1970-01-01. */
  readonly date: Int32Array;
  /** Dollars at each session's close. */
  readonly equity: Float64Array;
  /** Invested share of the equity within each session, once its entries are made at the open. */
  readonly exposure: Float64Array;
  /** In the order of their exits. */
  readonly trades: readonly Trade[];
  /** Decisions within the dates whose horizon ends by the last session. */
  readonly decisions: number;
  /** Those of them that were not filled, and why; a reason that never came up is not in it. */
  readonly unfilled: number;
  readonly lapsed: Readonly<Partial<Record<Lapse, number>>>;
  /** Decisions that were not taken, and why. */
  readonly leftOut: Readonly<Partial<Record<LeftOut, number>>>;
  /** Fills larger than the allowed share of their own bar's dollar volume, which nobody could know. */
  readonly overVolume: number;
}

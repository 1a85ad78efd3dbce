import { finiteOrNull, isoDate } from "trident-base";
import type { Panel } from "../market/index.ts";
import {
  type BootstrapEstimate,
  breakEven,
  byGroup,
  cagr,
  calmar,
  capacity,
  dateBlockBootstrap,
  edge,
  expectancy,
  exposure,
  lowerBound,
  maxDrawdown,
  profitFactor,
  sharpe,
  sortino,
  type TradeSums,
  tradeColumns,
  tradeSums,
  turnover,
  winRate,
} from "../statistics/index.ts";
import { dailyReturns } from "./dailyReturns.ts";
import { type Prices, pricesOf } from "./prices.ts";
import type { Backtest, Trade } from "./result.ts";

/** A figure with its 95 % interval and its one-sided lower bound, by blocks of dates; null where it is not known. */
export interface Estimate {
  readonly value: number | null;
  readonly interval: readonly [number | null, number | null];
  readonly lowerBound: number | null;
  readonly nEffective: number | null;
}

/** What an equity curve was worth. Fractions; null where it is not known. */
export interface EquitySummary {
  readonly totalReturn: number;
  readonly cagr: number | null;
  /** Annualised by 252. */
  readonly sharpe: number | null;
  readonly sharpeStandardError: number | null;
  readonly sortino: number | null;
  readonly calmar: number | null;
  readonly maxDrawdown: number;
  /** Sessions from the peak before the deepest fall to the recovery, or to the end. */
  readonly maxDrawdownSessions: number;
  readonly longestDrawdownSessions: number;
}

/** What trades were worth, net of costs. A win is a net return above 0; returns are fractions of the entry's value. */
export interface TradeSummary {
  readonly trades: number;
  readonly winRate: Estimate;
  readonly breakEven: number | null;
  /** Win rate less break-even. */
  readonly edge: Estimate;
  /** Mean net return of a trade. */
  readonly expectancy: Estimate;
  readonly profitFactor: number | null;
}

export interface BacktestSummary extends EquitySummary, TradeSummary {
  readonly start: string;
  readonly end: string;
  readonly sessions: number;
  readonly capital: number;
  readonly decisions: number;
  readonly unfilled: number;
  /** Dollars of costs, and what they took from the mean trade. */
  readonly costs: number;
  readonly costsPerTrade: number | null;
  /** Mean share of the equity that is invested within a session, and share of the sessions with any. */
  readonly exposure: number;
  readonly timeInMarket: number;
  /** One way, a year. */
  readonly turnover: number | null;
  /** Dollars at which 95 % of the fills, entries and exits, take at most 1 % of their bar's volume. */
  readonly capacity: number | null;
  /** By calendar year; a trade counts in the year of its exit. */
  readonly byYear: Readonly<
    Record<string, { readonly return: number; readonly trades: number; readonly winRate: number | null }>
  >;
  /** How trades ended. */
  readonly ends: Readonly<Record<string, number>>;
}

/** What a backtest was worth, every rate with its interval. */
export function summarise(panel: Panel, result: Backtest, prices: Prices = pricesOf(panel)): BacktestSummary {
  const { trades, capital, date, equity } = result;
  const returns = dailyReturns(equity, capital);
  const share = exposure(result.exposure);
  const costs = trades.reduce((sum, { entryCosts, exitCosts }) => sum + entryCosts + exitCosts, 0);
  return {
    start: isoDate(date[0]!),
    end: isoDate(date.at(-1)!),
    sessions: date.length,
    capital,
    ...summariseEquity(returns),
    ...summariseTrades(panel, trades),
    decisions: result.decisions,
    unfilled: result.unfilled,
    costs,
    costsPerTrade: finiteOrNull(
      trades.reduce((sum, trade) => sum + (trade.entryCosts + trade.exitCosts) / entryValue(trade), 0) / trades.length,
    ),
    exposure: share.mean,
    timeInMarket: share.timeInMarket,
    turnover: finiteOrNull(turnoverOf(panel, result)),
    capacity: finiteOrNull(capacityOf(panel, result, prices)),
    byYear: yearsOf(panel, result, returns),
    ends: Object.fromEntries([
      ...byGroup(
        trades.map(({ end }) => end),
        { one: trades.map(() => 1) },
        ({ one }) => one.length,
      ),
    ]),
  };
}

/** What daily returns were worth; opponents have no trades to count. */
export function summariseEquity(returns: ArrayLike<number>): EquitySummary {
  const ratio = sharpe(returns);
  const fall = maxDrawdown(returns);
  let grown = 1;
  for (let i = 0; i < returns.length; i++) grown *= 1 + returns[i]!;
  return {
    totalReturn: grown - 1,
    cagr: finiteOrNull(cagr(returns)),
    sharpe: finiteOrNull(ratio.annual),
    sharpeStandardError: finiteOrNull(ratio.standardError),
    sortino: finiteOrNull(sortino(returns)),
    calmar: finiteOrNull(calmar(returns)),
    maxDrawdown: fall.depth,
    maxDrawdownSessions: fall.length,
    longestDrawdownSessions: fall.longest,
  };
}

/** The mean daily excess over an opponent on the same sessions, its interval, and its one-sided 95 % lower bound. */
export function excessOver(returns: ArrayLike<number>, opponent: ArrayLike<number>): Estimate {
  const estimate = dateBlockBootstrap({
    session: Int32Array.from(returns, (_, i) => i),
    columns: [Float64Array.from(returns, (r, i) => r - opponent[i]!), new Float64Array(returns.length).fill(1)],
    statistic: (sums) => sums[0]! / sums[1]!,
    overlap: 1,
    seed: "excess",
  });
  return estimateOf(estimate);
}

function summariseTrades(panel: Panel, trades: readonly Trade[]): TradeSummary {
  const net = Float64Array.from(trades, (trade) => trade.pnl / entryValue(trade));
  const sums = tradeSums(net);
  const columns = tradeColumns(net);
  const session = Int32Array.from(trades, ({ decisionRow }) => panel.session[decisionRow]!);
  const lasted = Int32Array.from(trades, ({ exitRow }, k) => panel.session[exitRow]! - session[k]!).sort();
  // The rare halt is no overlap of the others.
  const overlap = Math.max(1, lasted[Math.floor(0.99 * lasted.length)] ?? 1);
  const nothing: Estimate = { value: null, interval: [null, null], nEffective: null, lowerBound: null };
  const estimate = (
    name: string,
    statistic: (sums: TradeSums) => number,
    bounds?: readonly [number, number],
  ): Estimate =>
    trades.length === 0
      ? nothing
      : estimateOf(
          dateBlockBootstrap({
            ...{ session, columns, statistic, overlap, seed: `backtest ${name}` },
            ...(bounds && { bounds }),
          }),
        );
  return {
    trades: trades.length,
    winRate: estimate("win rate", winRate, [0, 1]),
    breakEven: finiteOrNull(breakEven(sums)),
    edge: estimate("edge", edge, [-1, 1]),
    expectancy: estimate("expectancy", expectancy),
    profitFactor: finiteOrNull(profitFactor(sums)),
  };
}

function yearsOf(panel: Panel, { trades, date }: Backtest, returns: Float64Array): BacktestSummary["byYear"] {
  const yearOf = (day: number) => isoDate(day).slice(0, 4);
  const grown = byGroup(Array.from(date, yearOf), { returns }, (columns) =>
    columns.returns.reduce((value, r) => value * (1 + r), 1),
  );
  const traded = byGroup(
    trades.map(({ exitRow }) => yearOf(panel.date[exitRow]!)),
    { net: trades.map((trade) => trade.pnl / entryValue(trade)) },
    ({ net }) => ({ trades: net.length, winRate: finiteOrNull(winRate(tradeSums(net))) }),
  );
  return Object.fromEntries(
    [...grown].map(([year, value]) => [
      year,
      { return: value - 1, ...(traded.get(year) ?? { trades: 0, winRate: null }) },
    ]),
  );
}

function turnoverOf(panel: Panel, { trades, date, equity }: Backtest): number {
  const placeOf = new Map(Array.from(date, (day, s) => [day, s]));
  const bought = new Float64Array(equity.length);
  const sold = new Float64Array(equity.length);
  for (const trade of trades) {
    bought[placeOf.get(panel.date[trade.entryRow]!)!]! += entryValue(trade);
    // A delisted ticker's last day may be earlier than the session at which a halt ended.
    sold[placeOf.get(panel.date[trade.exitRow]!)!]! += trade.shares * trade.exitPrice;
  }
  return turnover({ bought, sold, equity });
}

function capacityOf(panel: Panel, { trades, date, equity, capital }: Backtest, { dollarVolume }: Prices): number {
  const placeOf = new Map(Array.from(date, (day, s) => [day, s]));
  const before = (row: number) => equity[placeOf.get(panel.date[row]!)! - 1] ?? capital;
  // What is delisted is paid out, not sold.
  const fills = trades.flatMap((trade) => [
    { row: trade.entryRow, value: entryValue(trade) },
    ...(trade.end === "delisted" ? [] : [{ row: trade.exitRow, value: trade.shares * trade.exitPrice }]),
  ]);
  return capacity({
    weight: Float64Array.from(fills, ({ row, value }) => value / before(row)),
    dollarVolume: Float64Array.from(fills, ({ row }) => dollarVolume[row]!),
  });
}

const entryValue = ({ shares, entryPrice }: Trade): number => shares * entryPrice;

function estimateOf(drawn: BootstrapEstimate): Estimate {
  const { estimate, low, high, nEffective } = drawn;
  return {
    ...{
      value: finiteOrNull(estimate),
      interval: [finiteOrNull(low), finiteOrNull(high)],
      nEffective: finiteOrNull(nEffective),
    },
    lowerBound: finiteOrNull(lowerBound(drawn)),
  };
}

import { delistedTickers, type Panel } from "../market/index.ts";
import { createRandom, type Progress } from "../runtime/index.ts";
import { addTrade, alpha, edge } from "../statistics/index.ts";
import { type CostOptions, costModel } from "./costs.ts";
import { DaySlices } from "./daySlices.ts";
import type { Decisions } from "./decisions.ts";
import { drawExchange, exchangedOn, rowsOfDays, volatilityFifths } from "./exchange.ts";
import type { Prices } from "./prices.ts";
import type { SliceEnd, SliceMarket } from "./slice.ts";
import { takenDecisions } from "./takenDecisions.ts";

export interface BlindOptions {
  /** First and last session, places in the panel's calendar. */
  readonly first: number;
  readonly last: number;
  readonly prices: Prices;
  /** The panel's equal-weight return of each of the sessions, without costs. */
  readonly market: Float64Array;
  /** The mean share of the capital that the slices are to use: the policy's. */
  readonly exposure: number;
  /** Dollars, for the costs of the slices. */
  readonly capital: number;
  readonly costs: CostOptions;
  readonly delistingReturn: number;
  /** Default 1000; fewer, but 199 at least, where there are so many decisions that it would take minutes. */
  readonly draws?: number | undefined;
  /** Hears how many draws are done. */
  readonly onProgress?: Progress | undefined;
  readonly seed?: number | string | undefined;
}

/** What the policy's choice of names was worth, beside the same decisions with the names exchanged. */
export interface BlindOpponent {
  /** Share of the draws, the policy among them, that are as good: (1 + k) / (1 + draws). Null without a decision. */
  readonly p: number | null;
  /** The t of the policy's alpha on the panel's equal weight, before costs, and the mean of the draws'. */
  readonly t: number;
  readonly meanT: number;
  readonly draws: number;
  /** Draws whose t is not below the policy's. */
  readonly atLeast: number;
  /** Decisions that were traded, each as a slice of the same size. */
  readonly decisions: number;
  /** Tickers in the smallest fifth of volatility. */
  readonly tickersPerFifth: number;
  /** True where a fifth has too few tickers for the test to find what is there. */
  readonly weak: boolean;
  /** Mean of the draws' daily returns, before and after costs, and of their invested shares. */
  readonly gross: Float64Array;
  readonly net: Float64Array;
  readonly exposure: number;
  /** Win rate less break-even of the exchanged trades, net of costs; NaN without any. */
  readonly edge: number;
}

/** Below so many tickers a fifth there are few exchanges that change anything. */
const FEW = 9;
const DRAWS = 1000;
const FEWEST_DRAWS = 199;
/** Slices that may be traded in all: some ten seconds. */
const WORK = 2e7;
/** Costs differ little between draws: so many are averaged, fewer of more than 50,000 decisions. */
const COSTED_DRAWS = 20;
const FEWEST_COSTED_DRAWS = 5;
const COSTED_WORK = 1e6;
/** Sessions of draws that are kept at a time: 128 MB. */
const MOST_KEPT = 2 ** 24;
/** Two t as near as this are the same. */
const TIE = 1e-9;

/**
 * The blind opponent: the same decisions, dates and exit rules with the names exchanged, by one permutation a draw for
 * the whole span, within fifths of volatility. Exposure at entry, persistence and turnover are equal by construction;
 * what is left is the choice of names. The statistic is the t of alpha on the panel's equal weight before costs: means
 * would reward whoever picks a beta, and draws made anew each day would forget how long a choice lasts.
 *
 * Each decision is a slice of the same size, whatever the portfolio had room for. Exits move with the barriers.
 */
export function blindOpponent(panel: Panel, decisions: Decisions, options: BlindOptions): BlindOpponent {
  const { first, last, market, exposure, seed = "blind" } = options;
  const sessions = last - first + 1;
  const { taken, ticker } = takenDecisions(panel, decisions, first, last);
  const groups = volatilityFifths(panel, firstSession(panel, decisions, taken) ?? first);
  const rowsOf = rowsOfDays(panel, decisions.row);
  const days = byDay(panel, decisions, taken);
  const where: SliceMarket = { panel, ...options, delisted: delistedTickers(panel) };
  const slices = new DaySlices(where, decisions);
  const lags = Math.min(Math.floor(sessions / 3), longHorizon(decisions, taken) + 1);
  const tOf = (daily: Float64Array) => {
    const { t } = alpha(daily, market, { blockLength: Math.max(1, lags) });
    return Number.isNaN(t) ? 0 : t;
  };

  const own = new Float64Array(sessions);
  let held = 0;
  for (const day of days) {
    slices.begin(day);
    for (const k of day) held += slices.add(own, k, ticker[k]!, decisions.row[k]!);
  }
  const slice = held > 0 ? (exposure * sessions) / held : 0;
  const t = tOf(own);

  const draws = options.draws ?? Math.max(FEWEST_DRAWS, Math.min(DRAWS, Math.floor(WORK / Math.max(1, taken.length))));
  const costed = Math.min(
    draws,
    Math.max(FEWEST_COSTED_DRAWS, Math.min(COSTED_DRAWS, Math.floor(COSTED_WORK / Math.max(1, taken.length)))),
  );
  const costs = new Float64Array(sessions);
  const costOf = costModel(options.prices, options.costs);
  /** What a fill of a slice costs, as a share of the slice. */
  const pay = (row: number, from: number, worth: number): number => {
    const cost = worth * costOf(from, row, worth * slice * options.capital);
    costs[panel.session[row]! - first]! += (slice * cost) / costed;
    return cost;
  };
  const trades = [0, 0, 0, 0];
  const addCosts = ({ entryRow, exitRow, exitPrice, delisted }: SliceEnd, from: number): void => {
    if (entryRow < 0) return;
    const worth = exitPrice / options.prices.open[entryRow]!;
    const cost = pay(entryRow, from, 1) + (delisted ? 0 : pay(exitRow, from, worth));
    addTrade(trades, worth - 1 - cost);
  };

  const random = createRandom(seed, "blind opponent");
  const gross = new Float64Array(sessions);
  let [atLeast, sumOfT, heldInAll] = [0, 0, 0];
  // A day's slices are traded once for all draws that are kept at a time.
  const most = Math.max(1, Math.floor(MOST_KEPT / sessions));
  for (let done = 0; done < draws; done += most) {
    const drawn = Array.from({ length: Math.min(most, draws - done) }, () => ({
      exchange: drawExchange(panel.tickers.length, groups, random),
      daily: new Float64Array(sessions),
    }));
    for (const [i, day] of days.entries()) {
      slices.begin(day);
      const rowOf = rowsOf[day[0]!]!;
      for (const [d, { exchange, daily }] of drawn.entries()) {
        for (const k of day) {
          const other = exchangedOn(exchange, ticker[k]!, rowOf);
          const row = other === ticker[k] ? decisions.row[k]! : rowOf[other]!;
          heldInAll += slices.add(daily, k, other, row);
          if (done + d < costed) addCosts(slices.end(k, other, row), panel.offsets[other]!);
        }
      }
      options.onProgress?.(
        done + Math.floor((drawn.length * (i + 1)) / days.length),
        draws,
        "draws of the blind opponent",
      );
    }
    for (const { daily } of drawn) {
      const its = tOf(daily);
      sumOfT += its;
      if (its >= t - TIE) atLeast++;
      for (let s = 0; s < sessions; s++) gross[s]! += (slice * daily[s]!) / draws;
    }
  }
  const tickersPerFifth = Math.min(...groups.map((group) => group.length));
  return {
    p: taken.length > 0 ? (1 + atLeast) / (1 + draws) : null,
    t,
    meanT: sumOfT / draws,
    draws,
    atLeast,
    decisions: taken.length,
    tickersPerFifth,
    weak: tickersPerFifth < FEW,
    gross,
    net: gross.map((r, s) => r - costs[s]!),
    exposure: (slice * heldInAll) / (draws * sessions),
    edge: edge(trades),
  };
}

/** Places of the decisions of each day, days ascending. */
function byDay({ session }: Panel, { row }: Decisions, taken: Int32Array): readonly Int32Array[] {
  const days = new Map<number, number[]>();
  for (const k of taken) {
    const s = session[row[k]!]!;
    const day = days.get(s);
    if (day) day.push(k);
    else days.set(s, [k]);
  }
  return [...days].sort(([a], [b]) => a - b).map(([, day]) => Int32Array.from(day));
}

function firstSession({ session }: Panel, { row }: Decisions, taken: Int32Array): number | undefined {
  let first: number | undefined;
  for (const k of taken) first = Math.min(first ?? Number.POSITIVE_INFINITY, session[row[k]!]!);
  return first;
}

/** The horizon that 99 % of the decisions do not exceed. */
function longHorizon({ horizon }: Decisions, taken: Int32Array): number {
  const sorted = Int32Array.from(taken, (k) => horizon[k]!).sort();
  return sorted[Math.floor(0.99 * sorted.length)] ?? 1;
}

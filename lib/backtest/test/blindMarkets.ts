import { equalWeightReturn } from "../../behaviour/index.ts";
import { type Panel, syntheticMarket } from "../../market/index.ts";
import { createRandom, type Random } from "../../runtime/index.ts";
import { alpha } from "../../statistics/index.ts";
import { blindOpponent } from "../blindOpponent.ts";
import { type Decisions, decideRows } from "../decisions.ts";
import { type Prices, pricesOf } from "../prices.ts";

/** What a policy without skill may pick by. */
export const TASTES = ["random", "volatile", "high beta", "calm", "cheap", "illiquid"] as const;
export type Taste = (typeof TASTES)[number];

const EARLY = 20;

interface Market {
  readonly panel: Panel;
  readonly prices: Prices;
  /** Equal-weight return by session. */
  readonly market: Float64Array;
}

function marketOf(panel: Panel): Market {
  const market = equalWeightReturn(panel).value.map((r) => (Number.isNaN(r) ? 0 : r));
  return { panel, prices: pricesOf(panel), market };
}

/** p of a policy of each taste on a market without a signal, in which beta is paid. */
export function withoutSkill(seed: number, draws: number): Readonly<Record<Taste, number>> {
  const { panel } = syntheticMarket({ tickers: 60, years: 2, seed, premium: 0.08 });
  const market = marketOf(panel);
  const traits = tickerTraits(market);
  return Object.fromEntries(
    TASTES.map((taste) => {
      const random = createRandom("without skill", seed, taste);
      const liking = traits[taste];
      // Of any exposure: some days or most, a few tickers or many, positions of a day or of weeks.
      const days = 0.1 + 0.8 * random.uniform();
      const share = 0.05 + 0.2 * random.uniform();
      const horizon = 1 + random.integer(10);
      const rule = { profit: 0.04 + 0.2 * random.uniform(), stop: 0.04 + 0.2 * random.uniform(), horizon };
      const decisions = topShare(panel, rule, share, days, random, (t) => liking[t]! + 0.5 * random.normal());
      return [taste, pOf(market, decisions, draws, seed)];
    }),
  ) as Record<Taste, number>;
}

/** p of the top tenth of the planted predictor on each day. */
export function withSkill(seed: number, draws: number): number {
  const { panel, truth } = syntheticMarket({ tickers: 46, years: 4, seed, signal: 0.1 });
  const random = createRandom("skill", seed);
  const rule = { profit: 0.05, stop: 0.08, horizon: 5 };
  const decisions = topShare(panel, rule, 0.1, 1, random, (_, row) => truth.u[row]!);
  return pOf(marketOf(panel), decisions, draws, seed);
}

function pOf({ panel, prices, market }: Market, decisions: Decisions, draws: number, seed: number): number {
  const { p } = blindOpponent(panel, decisions, {
    ...{ first: 0, last: panel.calendar.length - 1, prices, market, exposure: 0.5, capital: 1e5 },
    ...{ costs: { commission: 0, spread: 0, impact: 0 }, delistingReturn: -0.3, draws, seed },
  });
  return p!;
}

/** Each taste's liking of each ticker, standardised. */
function tickerTraits({ panel, prices, market }: Market): Readonly<Record<Taste, Float64Array>> {
  const { offsets, session, tickers } = panel;
  const each = (of: (from: number, to: number) => number) =>
    standardised(Float64Array.from(tickers, (_, t) => of(offsets[t]!, offsets[t + 1]!)));
  const returns = (from: number, to: number) =>
    Float64Array.from({ length: to - from - 1 }, (_, i) => prices.close[from + i + 1]! / prices.close[from + i]! - 1);
  // Of the first bars: over a whole life the prices of those that fall are lower, which nobody knows beforehand.
  const meanLog = (values: Float64Array, from: number, to: number) => {
    const early = values.subarray(from, Math.min(to, from + EARLY));
    return early.reduce((sum, x) => sum + Math.log(Math.max(x, 1e-9)), 0) / early.length;
  };
  const volatile = each((from, to) => Math.log(Math.hypot(...returns(from, to)) / Math.sqrt(to - from)));
  const beta = each((from, to) => {
    const own = Float64Array.from(session.subarray(from + 1, to), (s) => market[s]!);
    return alpha(returns(from, to), own).beta;
  });
  return {
    random: new Float64Array(tickers.length),
    volatile,
    "high beta": beta,
    calm: volatile.map((x) => -x),
    cheap: each((from, to) => -meanLog(panel.close, from, to) - Math.log(sharesOf(panel.close, from, to))),
    illiquid: each((from, to) => -meanLog(prices.dollarVolume, from, to)),
  };
}

/**
 * How many of today's shares one was, early on: closes are adjusted for later splits, which only those that rose had, and
 * were traded in whole cents.
 */
function sharesOf(close: Float64Array, from: number, to: number): number {
  const splits = [1, 2, 3, 4, 6, 8, 9, 10, 12, 16, 18, 20, 24, 30, 40, 100];
  const ratios = splits.flatMap((n) => [0.01 * n, 0.1 * n, n]).sort((a, b) => a - b);
  const early = close.subarray(from, Math.min(to, from + EARLY));
  const whole = (ratio: number) => (price: number) =>
    Math.abs(100 * price * ratio - Math.round(100 * price * ratio)) < 1e-6;
  return ratios.find((ratio) => early.every(whole(ratio))) ?? 1;
}

function standardised(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const deviation = Math.hypot(...values.map((x) => x - mean)) / Math.sqrt(values.length);
  return values.map((x) => (x - mean) / deviation);
}

/** The share of each day's tickers that is liked most, on some of the days. */
function topShare(
  panel: Panel,
  rule: { readonly profit: number; readonly stop: number; readonly horizon: number },
  share: number,
  days: number,
  random: Random,
  liking: (ticker: number, row: number) => number,
): Decisions {
  const bySession = Array.from(panel.calendar, () => [] as { row: number; score: number }[]);
  for (let t = 0; t < panel.tickers.length; t++) {
    for (let row = panel.offsets[t]!; row < panel.offsets[t + 1]!; row++) {
      bySession[panel.session[row]!]!.push({ row, score: liking(t, row) });
    }
  }
  const chosen = new Uint8Array(panel.rows);
  for (const rows of bySession) {
    if (random.uniform() >= days) continue;
    rows.sort((a, b) => b.score - a.score);
    for (const { row } of rows.slice(0, Math.max(1, Math.round(share * rows.length)))) chosen[row] = 1;
  }
  return decideRows(panel, rule, (row) => chosen[row] === 1);
}

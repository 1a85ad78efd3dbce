import { createRandom, type Random } from "../runtime/index.ts";
import { SESSIONS_A_YEAR } from "../statistics/index.ts";
import {
  MARKET_LOG_VOLATILITY,
  MARKET_VOLATILITY,
  type MarketFactors,
  MIXTURE_VARIANCE,
  mixtureScale,
  SECTORS,
} from "./syntheticFactors.ts";
import type { SyntheticSpec } from "./syntheticSpec.ts";

/** Where a stock's bars go, oldest first; the arrays are as long as its life. */
interface StockColumns {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly adjClose: Float64Array;
  readonly volume: Float64Array;
  /** The planted predictor as of each close. */
  readonly u: Float64Array;
  /** Standard deviation of the next bar's intraday log return; NaN at the end. */
  readonly sigma: Float64Array;
}

/** Yearly volatility of the median stock (root of the mean variance), and the lognormal spread about it. */
const STOCK_VOLATILITY = { median: 0.38, spread: 0.4 };
const SLOW = { phi: 0.97, sd: 0.45 };
const FAST = { phi: 0.6, sd: 0.3 };
/** How much of the market's log volatility each stock's own takes on. */
const MARKET_SHARE = 0.5;
/** How a stock's usual log volume wanders. */
const VOLUME_LEVEL = { phi: 0.99, sd: 0.4 };
/** Share of a stock's variance that its sector brings. */
const SECTOR_SHARE = 0.08;
/** Steps of the intraday path between which extremes are drawn. */
const STEPS = 8;
/** Below this many dollars a stock is split in reverse, ten to one. */
const PENNY = 2;

/** What a stock is, for all its life. */
interface Traits {
  readonly beta: number;
  readonly sector: number;
  /** Loading on its sector, a yearly volatility. */
  readonly sectorVolatility: number;
  /** Its own yearly volatility. */
  readonly ownVolatility: number;
  /** Share of its own variance that comes overnight. */
  readonly overnight: number;
  readonly price: number;
  /** Log of the usual number of shares a session. */
  readonly logVolume: number;
  /** Dividend of a quarter as a share of the price; 0 for none. */
  readonly dividend: number;
  readonly dividendSession: number;
  /** Price above which a share is split, and into how many. */
  readonly splitAbove: number;
  readonly splitInto: number;
}

function traitsOf(random: Random): Traits {
  const size = random.normal();
  const volatility = STOCK_VOLATILITY.median * Math.exp(STOCK_VOLATILITY.spread * size);
  const beta = Math.min(2, Math.max(0.3, Math.exp(0.35 * size + 0.2 * random.normal())));
  const marketShare = Math.min(0.6, ((beta * MARKET_VOLATILITY) / volatility) ** 2);
  const price = 60 * Math.exp(0.6 * random.normal());
  return {
    beta,
    sector: random.integer(SECTORS),
    sectorVolatility: volatility * Math.sqrt(SECTOR_SHARE),
    ownVolatility: volatility * Math.sqrt(1 - SECTOR_SHARE - marketShare),
    overnight: 0.25 + 0.1 * random.uniform(),
    price,
    logVolume: Math.log(3e7 / price) + 1.2 * random.normal(),
    dividend: random.uniform() < 0.5 ? (0.005 + 0.03 * random.uniform()) / 4 : 0,
    dividendSession: random.integer(SESSIONS_A_YEAR / 4),
    splitAbove: 250 * Math.exp(0.4 * random.normal()),
    splitInto: [2, 3, 4, 10][random.integer(4)]!,
  };
}

/** Simulates one stock from session `from` on into its columns. */
export function simulateStock(
  { seed, signal, drift, premium }: SyntheticSpec,
  name: string,
  { market, sectors, logVolatility }: MarketFactors,
  from: number,
  bars: StockColumns,
): void {
  const traits = traitsOf(createRandom(seed, "bars", name, "traits"));
  const random = createRandom(seed, "bars", name, "path");
  const { beta, sectorVolatility } = traits;
  const sector = sectors[traits.sector]!;
  const own = ownVolatility(traits, random);
  const usualVolume = autoregression(VOLUME_LEVEL, random);
  const past = createPastReturns();
  const length = bars.close.length;
  /** How many new shares an old one becomes before each session, and what the dividend leaves of the price. */
  const split = new Float64Array(length).fill(1);
  const kept = new Float64Array(length).fill(1);
  let shares = 1;
  let price = traits.price;
  let close = 0;
  for (let i = 0; i < length; i++) {
    const s = from + i;
    if (i > 0) {
      split[i] = splitAfter(close, traits);
      const dividend =
        s % (SESSIONS_A_YEAR / 4) === traits.dividendSession
          ? Math.round((100 * traits.dividend * close) / split[i]!) / 100
          : 0;
      kept[i] = 1 - (dividend * split[i]!) / close;
      shares *= split[i]!;
      price *= kept[i]! / split[i]!;
    }
    const variance = own.next(logVolatility[s]!);
    const shown = (variance / MIXTURE_VARIANCE) * mixtureScale(random) ** 2;
    const nightOwn = traits.overnight * shown;
    const dayOwn = shown - nightOwn;
    const nightVariance =
      beta ** 2 * market.overnightVariance[s]! + sectorVolatility ** 2 * sector.overnightVariance[s]! + nightOwn;
    const dayVariance =
      beta ** 2 * market.intradayVariance[s]! + sectorVolatility ** 2 * sector.intradayVariance[s]! + dayOwn;
    const sigma = Math.sqrt(dayVariance);
    const u = i > 0 ? bars.u[i - 1]! : 0;
    if (i > 0) bars.sigma[i - 1] = sigma;
    const night =
      beta * market.overnight[s]! +
      sectorVolatility * sector.overnight[s]! +
      Math.sqrt(nightOwn) * random.normal() -
      nightVariance / 2 +
      drift / SESSIONS_A_YEAR +
      (premium * beta) / SESSIONS_A_YEAR;
    const day =
      beta * market.intraday[s]! +
      sectorVolatility * sector.intraday[s]! +
      Math.sqrt(dayOwn) * random.normal() -
      dayVariance / 2 +
      signal * sigma * u;
    const { high, low } = bridgeExtremes(day, sigma, random);
    const open = price * Math.exp(night);
    price = open * Math.exp(day);
    const before = close;
    close = cents(price);
    bars.open[i] = cents(open);
    bars.high[i] = cents(open * Math.exp(high));
    bars.low[i] = cents(open * Math.exp(low));
    bars.close[i] = close;
    const moved = i > 0 ? Math.log((close * split[i]!) / (before * kept[i]!)) : night + day;
    if (i > 0) past.add(moved);
    bars.u[i] = past.predictor();
    const usual = Math.sqrt(beta ** 2 * market.variance[s]! + sectorVolatility ** 2 * sector.variance[s]! + variance);
    bars.volume[i] = Math.exp(
      traits.logVolume +
        usualVolume.next() +
        0.8 * Math.log(usual / (STOCK_VOLATILITY.median / Math.sqrt(SESSIONS_A_YEAR))) +
        0.25 * Math.min(Math.abs(moved) / usual, 4) +
        0.3 * random.normal(),
    );
  }
  bars.sigma[length - 1] = Number.NaN;
  adjust(bars, split, kept, shares);
}

const cents = (dollars: number): number => Math.max(1, Math.round(100 * dollars)) / 100;

/** New shares for an old one before the next session, as its last close has it: 1 for no split. */
function splitAfter(close: number, { splitAbove, splitInto }: Traits): number {
  if (close < PENNY) return 0.1;
  return close > splitAbove ? splitInto : 1;
}

/** Daily variance of what is the stock's own, whose mean is the stated one; each call is a session. */
function ownVolatility(traits: Traits, random: Random): { next(marketLogVolatility: number): number } {
  const spread = SLOW.sd ** 2 + FAST.sd ** 2 + (MARKET_SHARE * MARKET_LOG_VOLATILITY.sd) ** 2;
  const level = (traits.ownVolatility ** 2 / SESSIONS_A_YEAR) * Math.exp(-2 * spread);
  const slow = autoregression(SLOW, random);
  const fast = autoregression(FAST, random);
  return {
    next: (marketLogVolatility) =>
      level * Math.exp(2 * (slow.next() + fast.next() + MARKET_SHARE * marketLogVolatility)),
  };
}

/** A stationary AR(1) of this standard deviation, from its own distribution on. */
function autoregression({ phi, sd }: { phi: number; sd: number }, random: Random): { next(): number } {
  let level = sd * random.normal();
  return {
    next: () => {
      const now = level;
      level = phi * level + sd * Math.sqrt(1 - phi * phi) * random.normal();
      return now;
    },
  };
}

/** The last 20 log returns of the adjusted close. */
function createPastReturns(): { add(value: number): void; predictor(): number } {
  const last = new Float64Array(20);
  let count = 0;
  return {
    add: (value) => {
      last[count++ % 20] = value;
    },
    /** -clip(5-bar return / (sqrt 5 * 20-bar sd), +-3), 0 before there are 20 returns. */
    predictor: () => {
      if (count < 20) return 0;
      let mean = 0;
      for (const value of last) mean += value / 20;
      let square = 0;
      for (const value of last) square += (value - mean) ** 2;
      let recent = 0;
      for (let k = 1; k <= 5; k++) recent += last[(count - k) % 20]!;
      const sd = Math.sqrt(square / 19);
      return sd > 0 ? -Math.min(3, Math.max(-3, recent / (Math.sqrt(5) * sd))) + 0 : 0;
    },
  };
}

/**
 * High and low of a Brownian path of standard deviation `sigma` from 0 to `end`, in logs. The path is drawn at 8 steps
 * as a bridge, and within each step maximum and minimum come from the inverse of their distribution, P(max > m) =
 * exp(-2 m (m - c) / v) for a bridge of variance v from 0 to c. So high and low each have the law of the whole bridge
 * exactly; taken together they are off only by drawing the two independently when they fall into the same step.
 */
function bridgeExtremes(end: number, sigma: number, random: Random): { high: number; low: number } {
  const variance = sigma ** 2 / STEPS;
  let at = 0;
  let high = 0;
  let low = 0;
  for (let left = STEPS; left > 0; left--) {
    const c = (end - at) / left + Math.sqrt((variance * (left - 1)) / left) * random.normal();
    high = Math.max(high, at + (c + Math.sqrt(c * c - 2 * variance * Math.log(1 - random.uniform()))) / 2);
    low = Math.min(low, at + (c - Math.sqrt(c * c - 2 * variance * Math.log(1 - random.uniform()))) / 2);
    at += c;
  }
  return { high: Math.max(high, end), low: Math.min(low, end) };
}

/** From prices as traded to prices as Yahoo shows them: for later splits, and in adjClose for later dividends too. */
function adjust(bars: StockColumns, split: Float64Array, kept: Float64Array, shares: number): void {
  let ratio = 1;
  let left = 1;
  for (let i = bars.close.length - 1; i >= 0; i--) {
    bars.open[i]! /= ratio;
    bars.high[i]! /= ratio;
    bars.low[i]! /= ratio;
    bars.close[i]! /= ratio;
    bars.adjClose[i] = bars.close[i]! * left;
    bars.volume[i] = Math.max(1, Math.round(bars.volume[i]! * shares));
    ratio *= split[i]!;
    left *= kept[i]!;
  }
}

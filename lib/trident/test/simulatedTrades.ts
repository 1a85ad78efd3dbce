import { createRandom } from "../../runtime/index.ts";
import type { TradeStretch } from "../../statistics/index.ts";

export interface SimulatedTrades {
  /** Share of trades that win, by trades. */
  readonly precision: number;
  readonly blocks: number;
  /** Sessions that a trade lasts. */
  readonly horizon: number;
  /** Tickers traded each day. */
  readonly tickers: number;
  /** Intra-class correlation of the trades' moves within a day. */
  readonly correlation: number;
  /** How many times as many are traded on days before the worst fifth of markets; 1 is no difference. */
  readonly clustering: number;
}

/**
 * Trades that overlap and move together, with barriers that make them break even at `breakEven`: a trade wins where the
 * sum of its `horizon` days' shocks, the market's and its ticker's own, stays above what gives the wanted precision.
 */
export function simulatedTrades(settings: SimulatedTrades, breakEven: number, seed: number): TradeStretch {
  const { blocks, horizon, tickers, correlation, clustering } = settings;
  const random = createRandom("simulated trades", seed);
  const sessions = blocks * (horizon + 1);
  const barrier = barrierOf(settings);
  const sums = (scale: number): Float64Array => {
    const shocks = Float64Array.from({ length: sessions + horizon }, () => scale * random.normal());
    return movingSum(shocks, horizon, sessions);
  };
  const market = sums(Math.sqrt(correlation / horizon));
  const session: number[] = [];
  const net: number[] = [];
  for (let k = 0; k < tickers * clustering; k++) {
    const own = sums(Math.sqrt((1 - correlation) / horizon));
    for (let d = 0; d < sessions; d++) {
      if (k >= tickers && !(market[d]! < Math.sqrt(correlation) * WORST_FIFTH)) continue;
      session.push(d);
      net.push(market[d]! + own[d]! > barrier ? (1 - breakEven) / 10 : -breakEven / 10);
    }
  }
  return { from: 0, to: sessions - 1, session, net };
}

/** The standard normal's 20 % quantile. */
const WORST_FIFTH = -0.8416212335729143;

function movingSum(values: Float64Array, length: number, count: number): Float64Array {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]! - (i >= length ? values[i - length]! : 0);
    if (i >= length - 1 && i - length + 1 < count) sums[i - length + 1] = sum;
  }
  return sums;
}

const known = new Map<string, number>();

/** The barrier at which the wanted share of trades win, by Simpson's rule over the market's moves. */
function barrierOf(settings: SimulatedTrades): number {
  const key = JSON.stringify(settings);
  if (!known.has(key)) {
    let [low, high] = [-6, 6];
    for (let k = 0; k < 50; k++) {
      const middle = (low + high) / 2;
      if (winShare(settings, middle) > settings.precision) low = middle;
      else high = middle;
    }
    known.set(key, low);
  }
  return known.get(key)!;
}

function winShare({ correlation, clustering }: SimulatedTrades, barrier: number): number {
  let won = 0;
  let all = 0;
  for (let k = 0; k <= 4000; k++) {
    const m = -8 + (16 * k) / 4000;
    const weight = Math.exp((-m * m) / 2) * (m < WORST_FIFTH ? clustering : 1);
    const x = (Math.sqrt(correlation) * m - barrier) / Math.sqrt(1 - correlation);
    all += weight;
    won += weight * standardNormal(x);
  }
  return won / all;
}

/** Abramowitz and Stegun 26.2.17, good to 7.5e-8. */
function standardNormal(x: number): number {
  if (x < 0) return 1 - standardNormal(-x);
  const t = 1 / (1 + 0.2316419 * x);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series;
}

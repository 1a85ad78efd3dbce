import { blockLength as suitedBlockLength } from "./blockLength.ts";
import { finiteSeries } from "./finiteSeries.ts";
import { sameLength } from "./sameLength.ts";
import { studentQuantile } from "./studentQuantile.ts";

/** Below this share of the returns' variance the residual is rounding: the returns are the market's. */
const NOTHING_LEFT = 1e-12;

export interface AlphaOptions {
  /** Sessions that a return's dependence lasts at least; default 1, daily returns. */
  readonly overlap?: number;
  /** Sessions a block, instead of the length that overlap and data ask for. */
  readonly blockLength?: number;
}

/** What returns earned that the market's do not explain. Per session; NaN where it is not known. */
export interface Alpha {
  /** Intercept of the returns on the market's. */
  readonly estimate: number;
  readonly beta: number;
  /** The intercept over its standard error; 0 where next to no variance is left beside the market's. */
  readonly t: number;
  /** Robust to heteroskedastic and dependent residuals. */
  readonly standardError: number;
  /** 95 % interval, two-sided, and the one-sided 95 % lower bound: Student's t, a degree of freedom less than blocks. */
  readonly low: number;
  readonly high: number;
  readonly lowerBound: number;
  /** Share of the returns' variance that the market's do not explain. */
  readonly residual: number;
  readonly dates: number;
  readonly blockLength: number;
}

/**
 * Alpha and beta: the regression of returns on the market's, with a standard error from blocks of sessions. The
 * intercept's influences are summed over blocks of consecutive sessions, all overlapping, and weighed by Bartlett's
 * window (Newey and West, "A simple, positive semi-definite, heteroskedasticity and autocorrelation consistent
 * covariance matrix", Econometrica 55, 1987), with n / (n - 1) for the number of blocks. Blocks are as long as suits the
 * influences (`blockLength`), at least 3 times the overlap, at most a third of the sessions.
 *
 * @param returns of the policy, a session each, fractions.
 * @param market of the same sessions: the panel's equal-weight return, without costs.
 * @throws UsageError if lengths differ or a value is not finite.
 */
export function alpha(returns: ArrayLike<number>, market: ArrayLike<number>, options: AlphaOptions = {}): Alpha {
  sameLength({ returns, market });
  finiteSeries("return", returns);
  finiteSeries("return of the market", market);
  const n = returns.length;
  const [meanReturn, meanMarket] = [meanOf(returns), meanOf(market)];
  let size = 0;
  let variance = 0;
  let marketVariance = 0;
  let covariance = 0;
  for (let t = 0; t < n; t++) {
    const [r, m] = [returns[t]! - meanReturn, market[t]! - meanMarket];
    size = Math.max(size, Math.abs(returns[t]!));
    variance += r * r;
    marketVariance += m * m;
    covariance += r * m;
  }
  const beta = marketVariance > 0 ? covariance / marketVariance : 0;
  const estimate = meanReturn - beta * meanMarket;
  const influence = new Float64Array(n);
  let left = 0;
  for (let t = 0; t < n; t++) {
    const m = market[t]! - meanMarket;
    const residual = returns[t]! - meanReturn - beta * m;
    left += residual * residual;
    influence[t] = residual * (1 / n - (marketVariance > 0 ? (m * meanMarket) / marketVariance : 0));
  }
  const length = options.blockLength ?? blocksOf(influence, options.overlap ?? 1);
  const known = { estimate, beta, residual: variance > 0 ? left / variance : 0, dates: n, blockLength: length };
  const blocks = n / length;
  const unknown = { ...known, standardError: NaN, low: NaN, high: NaN, lowerBound: NaN };
  // Returns that never move are all rounding, too.
  if (!(left > NOTHING_LEFT * variance && variance > n * (NOTHING_LEFT * size) ** 2)) return { ...unknown, t: 0 };
  if (!(blocks >= 2)) return { ...unknown, t: NaN };
  const standardError = Math.sqrt((bartlettSum(influence, length) * blocks) / (blocks - 1));
  if (!(standardError > 0)) return { ...unknown, t: 0 };
  const reach = studentQuantile(0.975, blocks - 1) * standardError;
  return {
    ...known,
    t: estimate / standardError,
    standardError,
    low: estimate - reach,
    high: estimate + reach,
    lowerBound: estimate - studentQuantile(0.95, blocks - 1) * standardError,
  };
}

function blocksOf(influence: Float64Array, overlap: number): number {
  const suited = Math.max(Math.ceil(suitedBlockLength(influence)), 3 * overlap);
  return Math.max(1, Math.min(suited, Math.floor(influence.length / 3)));
}

/** The variance of the series' sum, autocovariances weighed by 1 - lag / length. */
function bartlettSum(series: Float64Array, length: number): number {
  let total = 0;
  for (let lag = 0; lag < length; lag++) {
    let product = 0;
    for (let t = lag; t < series.length; t++) product += series[t]! * series[t - lag]!;
    total += (lag === 0 ? 1 : 2 * (1 - lag / length)) * product;
  }
  return total;
}

function meanOf(series: ArrayLike<number>): number {
  let sum = 0;
  for (let t = 0; t < series.length; t++) sum += series[t]!;
  return sum / series.length;
}

import { studentQuantile } from "./studentQuantile.ts";
import type { TradeBlocks } from "./tradeBlocks.ts";

/** Halvings of an interval that holds a bound: more than a float's digits. */
const HALVINGS = 60;
/** Autocovariances in the variance of the mean: at lags -1, 0 and 1. */
const LAGS = 3;
const LEAST_BLOCKS = 4;

export interface BlockBoundOptions {
  readonly confidence?: number;
  /** Trading blocks to come: the bound is then of their own rate. By default of the rate that is true in the long run. */
  readonly ahead?: number;
}

/** A rate a trade over blocks, and what it exceeds. */
export interface BlockBound {
  /** Sum of the blocks' values by the sum of their trades. */
  readonly estimate: number;
  /** What the true rate exceeds with this confidence; -Infinity with fewer than 4 blocks. */
  readonly bound: number;
  /** True if the true rate exceeds a value, by the test that the bound inverts. */
  readonly exceeds: (value: number) => boolean;
}

/**
 * The lower bound of a win rate: one-sided, by {@link ratioBound}, with one block added whose trades win half as often as
 * is to be shown. Without it blocks that have seen no bad day yet would vouch for those that are to come.
 */
export function precisionBound(blocks: TradeBlocks, options: BlockBoundOptions = {}): BlockBound {
  return ratioBound(blocks, blocks.wins, (rate) => -rate / 2, 0, options);
}

/**
 * The lower bound of the mean net return a trade, by {@link ratioBound}, with one block added whose trades lose half a
 * mean loss each: what trades at half their break-even rate do.
 */
export function expectancyBound(blocks: TradeBlocks, options: BlockBoundOptions = {}): BlockBound {
  const { gain, loss, wins, trades } = blocks;
  const lost = sumOf(trades) - sumOf(wins);
  const meanLoss = lost > 0 ? sumOf(loss) / lost : 0;
  const net = gain.map((sum, b) => sum - loss[b]!);
  // No mean of blocks is further below 0 than the worst block's loss a trade.
  const least = -2 * Math.max(0, ...loss.map((sum, b) => sum / trades[b]!)) - meanLoss;
  return ratioBound(blocks, net, () => -meanLoss / 2, least, options);
}

/**
 * The lower bound of a ratio of sums over blocks. That it exceeds `m` is shown where the mean of z = value - m trades,
 * over its standard error, exceeds Student's t; a block counts by its trades. The error takes in the covariance of
 * neighbouring blocks, whose outcomes overlap, where it is positive. The bound is the largest `m` for which that is shown.
 *
 * A variance of three autocovariances about the sample's own mean falls short of the true one by 3 / B of it, which is
 * made up for, and is as uncertain as one of B / 3 independent values (Priestley, "Spectral Analysis and Time Series",
 * 1981, section 6.2): so many degrees of freedom has t.
 *
 * For blocks to come, sd sqrt(1 / B + 1 / B') takes the place of sd / sqrt(B).
 *
 * @param pseudo z a trade of the added block, which has the mean number of trades.
 * @param least no bound lies below.
 */
function ratioBound(
  { trades, touches }: TradeBlocks,
  value: Float64Array,
  pseudo: (m: number) => number,
  least: number,
  { confidence = 0.95, ahead = Number.POSITIVE_INFINITY }: BlockBoundOptions,
): BlockBound {
  const blocks = trades.length;
  const all = sumOf(trades);
  const estimate = sumOf(value) / all;
  if (blocks < LEAST_BLOCKS) return { estimate, bound: Number.NEGATIVE_INFINITY, exceeds: () => false };
  const t = studentQuantile(confidence, blocks / LAGS);
  const spread = Math.sqrt(1 / blocks + 1 / ahead);
  const z = new Float64Array(blocks);
  const exceeds = (m: number): boolean => {
    const added = (pseudo(m) * all) / blocks;
    let sum = added;
    for (let b = 0; b < blocks; b++) {
      z[b] = value[b]! - m * trades[b]!;
      sum += z[b]!;
    }
    const mean = sum / (blocks + 1);
    let variance = (added - mean) ** 2;
    let covariance = 0;
    for (let b = 0; b < blocks; b++) {
      variance += (z[b]! - mean) ** 2;
      if (touches[b] === 1) covariance += (z[b]! - mean) * (z[b - 1]! - mean);
    }
    const sd = Math.sqrt((variance + 2 * Math.max(0, covariance)) / (blocks + 1 - LAGS));
    return mean > t * sd * spread;
  };
  let [low, high] = [least, estimate];
  if (!exceeds(low)) return { estimate, bound: least, exceeds };
  for (let k = 0; k < HALVINGS; k++) {
    const middle = (low + high) / 2;
    if (exceeds(middle)) low = middle;
    else high = middle;
  }
  return { estimate, bound: low, exceeds };
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

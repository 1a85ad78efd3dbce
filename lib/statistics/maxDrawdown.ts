import { equityCurve } from "./equityCurve.ts";

/** The deepest fall of an equity curve below what it had been. Places count periods from 0; -1 is the start. */
export interface Drawdown {
  /** A fraction of the peak, 0 or negative. */
  readonly depth: number;
  /** The period after which the peak was held last. */
  readonly peak: number;
  readonly trough: number;
  /** The first period that is back at the peak; null if that has not come. */
  readonly recovery: number | null;
  /** Periods from the peak to the recovery, or to the end. */
  readonly length: number;
  /** The longest such time of all falls, which need not be the deepest's. */
  readonly longest: number;
}

/**
 * The maximum drawdown of compounded returns and its length; of several as deep the first.
 *
 * @param returns returns of single periods, fractions.
 * @throws UsageError if a return is not finite or below -1.
 */
export function maxDrawdown(returns: ArrayLike<number>): Drawdown {
  const equity = equityCurve(returns);
  const last = equity.length - 1;
  let high = 1;
  let peak = -1;
  let longest = 0;
  let worst = { depth: 0, peak: -1, trough: -1, high: 1 };
  equity.forEach((value, i) => {
    if (value < high || i > peak + 1) longest = Math.max(longest, i - peak);
    if (value >= high) {
      high = value;
      peak = i;
    } else if (value / high - 1 < worst.depth) worst = { depth: value / high - 1, peak, trough: i, high };
  });
  if (worst.depth === 0) return { depth: 0, peak: -1, trough: -1, recovery: null, length: 0, longest: 0 };
  const back = equity.findIndex((value, i) => i > worst.trough && value >= worst.high);
  const recovery = back < 0 ? null : back;
  return {
    depth: worst.depth,
    peak: worst.peak,
    trough: worst.trough,
    recovery,
    length: (recovery ?? last) - worst.peak,
    longest,
  };
}

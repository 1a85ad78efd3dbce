import { finiteOrNull, type VerdictStatus } from "trident-base";
import {
  alpha,
  dateBlockBootstrap,
  lowerBound,
  SESSIONS_A_YEAR,
  tradeColumns,
  winRate,
} from "../../statistics/index.ts";

/** An estimate with both one-sided 95 % bounds; null where it is not known. */
export interface Bounded {
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly nEffective: number | null;
}

const UNKNOWN: Bounded = { value: null, lower: null, upper: null, nEffective: null };

/**
 * Pass where the lower bound reaches what is asked, fail where the upper bound misses it: by one-sided 95 % bounds, so
 * that either is wrong in one of twenty at most.
 */
export function statusOf({ lower, upper }: Bounded, asked: number): VerdictStatus {
  if (lower !== null && lower >= asked) return "pass";
  return upper !== null && upper < asked ? "fail" : "not enough data";
}

interface TradeList {
  readonly session: readonly number[];
  readonly net: readonly number[];
}

/** The share of trades that win, by blocks of dates. */
export function winRateBounds({ session, net }: TradeList, horizon: number, confidence = 0.95): Bounded {
  if (net.length === 0) return UNKNOWN;
  return bounded(
    dateBlockBootstrap({
      ...{ session, columns: tradeColumns(Float64Array.from(net)), statistic: winRate },
      ...{ overlap: horizon, seed: "checklist win rate" },
    }),
    confidence,
  );
}

/** The yearly Sharpe ratio of daily returns, by blocks of dates. */
export function sharpeBounds(returns: readonly number[]): Bounded {
  if (returns.length < 2) return UNKNOWN;
  return bounded(
    dateBlockBootstrap({
      session: returns.map((_, s) => s),
      columns: [returns, returns.map((r) => r * r), returns.map(() => 1)],
      statistic: ([sum, squares, n]) => {
        const mean = sum! / n!;
        return (Math.sqrt(SESSIONS_A_YEAR) * mean) / Math.sqrt(squares! / n! - mean ** 2);
      },
      ...{ overlap: 1, seed: "checklist sharpe" },
    }),
  );
}

/** What is earned a year above other daily returns, their sums; by blocks of dates. */
export function excessBounds(returns: readonly number[], other: readonly number[]): Bounded {
  const excess = returns.map((r, s) => r - other[s]!);
  return bounded(
    dateBlockBootstrap({
      session: returns.map((_, s) => s),
      columns: [excess, returns.map(() => 1)],
      statistic: ([sum, n]) => (SESSIONS_A_YEAR * sum!) / n!,
      ...{ overlap: 1, seed: "checklist excess" },
    }),
  );
}

/** True of the returns of an account that nothing was traded in. */
export function isIdle(returns: readonly number[]): boolean {
  return returns.every((each) => each === 0);
}

/** Alpha a year beside the panel's equal weight without costs, block-robust; of an account that nothing was traded in, none. */
export function alphaBounds(returns: readonly number[], market: readonly number[]): Bounded {
  if (returns.length < 2 || isIdle(returns)) return UNKNOWN;
  const { estimate, lowerBound: lower, dates, blockLength } = alpha(returns, market);
  const yearly = (value: number): number | null => finiteOrNull(SESSIONS_A_YEAR * value);
  return {
    ...{ value: yearly(estimate), lower: yearly(lower), upper: yearly(2 * estimate - lower) },
    nEffective: finiteOrNull(dates / blockLength),
  };
}

function bounded(drawn: ReturnType<typeof dateBlockBootstrap>, confidence = 0.95): Bounded {
  return {
    value: finiteOrNull(drawn.estimate),
    lower: finiteOrNull(lowerBound(drawn, confidence)),
    upper: finiteOrNull(lowerBound(drawn, 0.05)),
    nEffective: finiteOrNull(drawn.nEffective),
  };
}

import {
  breakEven,
  expectancy,
  precisionBound,
  type TradeStretch,
  tradeBlocks,
  tradeSums,
} from "../statistics/index.ts";
import { thresholdsAt } from "./chooseThreshold.ts";

/** Shares of the decisions at which precision is shown. */
const COVERAGES = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** All decisions of consecutive sessions, with what each would have returned. */
export interface ScoredStretch extends TradeStretch {
  readonly score: ArrayLike<number>;
}

/** What taking the best share of the decisions would have been worth. */
export interface PrecisionPoint {
  readonly coverage: number;
  readonly threshold: number;
  readonly trades: number;
  readonly blocks: number;
  readonly precision: number;
  /** What the precision exceeds, one-sided 95 %, of this point alone; -Infinity with too few blocks. */
  readonly bound: number;
  /** Of the same trades; NaN without a win or a loss. */
  readonly breakEven: number;
  /** Mean net return a trade. */
  readonly expectancy: number;
}

/**
 * Precision, its bound and break-even by coverage, from the best decisions alone to all of them. Points are looked at,
 * not chosen from: whoever takes the best of them needs a later span for the certificate.
 *
 * @throws UsageError as `tradeBlocks` and `thresholdsAt` do.
 */
export function precisionCurve(
  stretches: readonly ScoredStretch[],
  horizon: number,
  coverages: readonly number[] = COVERAGES,
): readonly PrecisionPoint[] {
  const score = Float64Array.from(stretches.flatMap((each) => Array.from(each.score)));
  return thresholdsAt(score, coverages).map(({ threshold, coverage }) => {
    const taken = stretches.map((each) => taking(each, threshold));
    const sums = tradeSums(taken.flatMap(({ net }) => net));
    const blocks = tradeBlocks(taken, horizon);
    const { estimate, bound } = precisionBound(blocks);
    return {
      ...{ coverage, threshold, trades: sums[0]!, blocks: blocks.trades.length, precision: estimate, bound },
      ...{ breakEven: breakEven(sums), expectancy: expectancy(sums) },
    };
  });
}

function taking({ from, to, session, net, score }: ScoredStretch, threshold: number) {
  const taken = Array.from(score as ArrayLike<number>, (_, i) => i).filter((i) => score[i]! >= threshold);
  return { from, to, session: taken.map((i) => session[i]!), net: taken.map((i) => net[i]!) };
}

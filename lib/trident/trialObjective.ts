import { type PolicyReturns, type Prices, policyReturns } from "../backtest/index.ts";
import type { Labels } from "../labels/index.ts";
import { alpha } from "../statistics/index.ts";
import type { FoldRows } from "./foldRows.ts";
import { buyOf, type ScoredFold } from "./preparedFolds.ts";

/** What tuning optimises: log-loss, or the t of the reference policy's alpha. */
export const OBJECTIVES = ["log_loss", "alpha"] as const;
export type TuningObjective = (typeof OBJECTIVES)[number];

/** Which way an objective is better. */
export const DIRECTIONS = { log_loss: "minimize", alpha: "maximize" } as const satisfies Readonly<
  Record<TuningObjective, string>
>;

/** What out-of-fold scores are traded on. */
export interface TrialMarket {
  readonly labels: Labels;
  readonly prices: Prices;
  /** The panel's equal-weight return without costs, by session. */
  readonly market: Float64Array;
  readonly classes: number;
}

/** What the reference policy would have earned by the scores of these folds, a day each. */
export function tradeFolds(
  { labels, prices, classes }: TrialMarket,
  folds: readonly FoldRows[],
  scored: readonly ScoredFold[],
): PolicyReturns {
  const score = new Float64Array(labels.rows);
  for (const [k, { probability }] of scored.entries()) {
    const buy = buyOf(probability, classes);
    folds[k]!.test.forEach((row, i) => {
      score[row] = buy[i]!;
    });
  }
  const rows = new Uint32Array(scored.reduce((sum, { testRows }) => sum + testRows, 0));
  let at = 0;
  for (let k = 0; k < scored.length; k++) {
    rows.set(folds[k]!.test, at);
    at += folds[k]!.test.length;
  }
  return policyReturns(labels, prices, rows.sort(), score);
}

/** The value of a trial over the folds that it has seen so far. */
export function objectiveOf(
  objective: TuningObjective,
  market: TrialMarket,
  folds: readonly FoldRows[],
  scored: readonly ScoredFold[],
): number {
  if (objective === "alpha") return alphaOf(market, tradeFolds(market, folds, scored));
  const rows = scored.reduce((sum, { testRows }) => sum + testRows, 0);
  return scored.reduce((sum, { logLoss, testRows }) => sum + logLoss * testRows, 0) / rows;
}

function alphaOf({ labels, market }: TrialMarket, { dates, policy }: PolicyReturns): number {
  const first = labels.calendar.indexOf(dates[0]!);
  // A session in which no ticker has a return moves nothing.
  const beside = Array.from(policy, (_, i) => market[first + i]!).map((value) => (Number.isNaN(value) ? 0 : value));
  return alpha(policy, beside, { overlap: labels.parameters.horizon }).t;
}

import { finiteOrNull } from "trident-base";
import type { UnseenScores } from "../backtest/index.ts";
import type { ChosenLabelling } from "../labels/index.ts";
import { deflatedAlpha, moments } from "../statistics/index.ts";
import { honestObjective } from "./honestObjective.ts";
import { type LabelStudyOptions, type LabelTrial, winnerOf } from "./labelStudy.ts";
import type { SearchData } from "./searchData.ts";

/** What won a search, and what is left of it after all trials. */
export interface DeflatedWinner {
  readonly winner: ChosenLabelling;
  /** Of the winner's policy, out of fold; null without one. */
  readonly beta: number | null;
  /** Observed variance of the trials' daily Sharpe ratios of alpha; null with fewer than two. */
  readonly variance: number | null;
  /** The winner's answers out of fold; null without any. */
  readonly unseen: UnseenScores | null;
}

/**
 * The winner of a search with the deflated Sharpe ratio of its alpha.
 *
 * @param counted the raw number of trials on these data.
 * @throws SearchError if no trial could be judged.
 */
export async function deflateWinner(
  data: SearchData,
  trials: readonly LabelTrial[],
  counted: number,
  { forest, seed }: Pick<LabelStudyOptions, "forest" | "seed">,
): Promise<DeflatedWinner> {
  const best = winnerOf(trials);
  const { method, profit, stop, horizon, value } = best;
  const found = await honestObjective(data, best, forest, seed);
  const variance = moments(trials.flatMap(({ sharpe }) => sharpe ?? [])).standardDeviation ** 2;
  const deflated =
    "why" in found ? Number.NaN : deflatedAlpha(found.sharpe, { count: counted, sharpeVariance: variance });
  return {
    winner: { method, profit, stop, horizon, value, deflated: finiteOrNull(deflated) },
    beta: best.beta,
    variance: finiteOrNull(variance),
    unseen: "why" in found ? null : found.unseen,
  };
}

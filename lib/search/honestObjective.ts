import {
  type PolicyAlpha,
  type PolicyReturns,
  policyAlpha,
  policyReturns,
  type UnseenScores,
} from "../backtest/index.ts";
import type { SearchForest } from "../engines/index.ts";
import { growForest } from "../engines/index.ts";
import { buyTarget, type Labelling, labelPanel } from "../labels/index.ts";
import { nothingToLearn } from "../published/index.ts";
import { seedOf } from "../runtime/index.ts";
import type { NotJudged } from "./publishedObjective.ts";
import type { SearchData } from "./searchData.ts";
import { SEARCH_SPACE } from "./space.ts";

/** What a labelling was worth out of fold. */
export interface HonestTrial extends PolicyAlpha {
  readonly returns: PolicyReturns;
  /** The forests' answers out of fold. */
  readonly unseen: UnseenScores;
}

/**
 * The honest objective: a forest learns each fold's labels and scores the rows it has not seen; the t-statistic of the
 * alpha (`policyAlpha`) that the reference policy earns with them. It depends on the labelling and the seed alone, and
 * all get the same bootstrap draws, so that their differences are not the forests'.
 *
 * @returns why, if nothing can be learned or nothing is earned: in a fold no label is BUY or all are.
 */
export async function honestObjective(
  data: SearchData,
  labelling: Labelling,
  forest: SearchForest,
  seed: number,
): Promise<HonestTrial | NotJudged> {
  const labels = labelPanel(data.panel, labelling);
  const score = new Float64Array(labels.rows);
  const targets = data.folds.map(({ train }) => buyTarget(labels, train));
  const answers = await Promise.all(
    targets.map((target, k) => growForest(data.binned[k]!, target, { ...forest, seed: seedOf(seed, "forest", k) })),
  );
  for (const [k, { test }] of data.folds.entries()) {
    const answer = answers[k];
    if (!answer) return { why: nothingToLearn(targets[k]!.filter((buy) => buy >= 0)) ?? "nothing can be learned" };
    test.forEach((row, i) => {
      score[row] = answer[i]!;
    });
  }
  const rows = Uint32Array.from(data.folds.flatMap(({ test }) => [...test])).sort();
  const returns = policyReturns(labels, data.prices, rows, score, { longest: SEARCH_SPACE.horizon.high });
  const earned = policyAlpha(returns, data.equalWeight);
  if (!(earned.sharpe.periods > 0)) return { why: "nothing is earned beside the market" };
  return { ...earned, returns, unseen: { rows, score: Float64Array.from(rows, (row) => score[row]!) } };
}

import { finiteOrNull, isoDate } from "trident-base";
import { policyAlpha, policyReturns, pricesOf } from "../backtest/index.ts";
import { equalWeightReturn } from "../behaviour/index.ts";
import { walkForward } from "../cv/index.ts";
import type { SearchForest } from "../engines/index.ts";
import { binFold, growForest } from "../engines/index.ts";
import { engineerInputs } from "../features/index.ts";
import { buyTarget, type Labelling, type LaterYear, labelPanel } from "../labels/index.ts";
import { seedOf } from "../runtime/index.ts";
import { decisionRows, longestLabels, type SearchData } from "./searchData.ts";
import { SEARCH_SPACE } from "./space.ts";

/**
 * Looks at the later year: for each labelling a forest trained on all earlier rows, purged, scores the later ones, and
 * the reference policy trades them: its alpha.
 *
 * @param data of a search that has a holdout; the caller counts the opening.
 * @returns null for a labelling of which nothing can be learned.
 */
export async function judgeHoldout(
  data: SearchData & { readonly holdout: number },
  labellings: readonly Labelling[],
  forest: SearchForest,
  seed: number,
): Promise<readonly (LaterYear | null)[]> {
  const { whole, holdout, features } = data;
  const inputs = await engineerInputs(whole, { features });
  const prices = pricesOf(whole);
  const equalWeight = equalWeightReturn(whole);
  const longest = longestLabels(whole);
  const rows = decisionRows(longest);
  const fold = walkForward(longest, { rows, tests: [isoDate(whole.calendar[holdout]!)] })[0]!;
  const binned = binFold(inputs, fold);
  return Promise.all(
    labellings.map(async (labelling) => {
      const labels = labelPanel(whole, labelling);
      const target = buyTarget(labels, fold.train);
      const answer = await growForest(binned, target, { ...forest, seed: seedOf(seed, "forest", "holdout") });
      if (!answer) return null;
      const score = new Float64Array(labels.rows);
      fold.test.forEach((row, i) => {
        score[row] = answer[i]!;
      });
      const returns = policyReturns(labels, prices, fold.test, score, { longest: SEARCH_SPACE.horizon.high });
      const { alpha, market } = policyAlpha(returns, equalWeight);
      const { dates, policy } = returns;
      const sum = (series: Float64Array): number => series.reduce((total, value) => total + value, 0);
      return {
        from: isoDate(dates[0]!),
        to: isoDate(dates.at(-1)!),
        sessions: dates.length,
        dailyAlpha: alpha.estimate,
        interval: [finiteOrNull(alpha.low), finiteOrNull(alpha.high)],
        lowerBound: finiteOrNull(alpha.lowerBound),
        t: finiteOrNull(alpha.t) ?? 0,
        beta: alpha.beta,
        policy: sum(policy),
        equalWeight: sum(market),
      };
    }),
  );
}

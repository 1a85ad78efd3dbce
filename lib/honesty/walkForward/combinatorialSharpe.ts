import { availableParallelism } from "node:os";
import { finiteOrNull, isoDate } from "trident-base";
import { policyAlpha, policyReturns, pricesOf } from "../../backtest/index.ts";
import { equalWeightReturn } from "../../behaviour/index.ts";
import { combinatorialPurgedKFold } from "../../cv/index.ts";
import { readDataset } from "../../dataset/index.ts";
import { binFold, growForest, type SearchForest } from "../../engines/index.ts";
import { buyTarget } from "../../labels/index.ts";
import { atATime, type Progress, seedOf } from "../../runtime/index.ts";
import { SESSIONS_A_YEAR, sharpe } from "../../statistics/index.ts";

/** A distribution of Sharpe ratios over histories that were all out of fold. */
export interface CombinatorialSharpe {
  readonly groups: number;
  readonly testGroups: number;
  readonly folds: number;
  readonly from: string;
  readonly to: string;
  /** Sessions of a path. */
  readonly sessions: number;
  /** By path, a year: of the net return, and of alpha; null where nothing moves. */
  readonly paths: readonly { readonly sharpe: number | null; readonly alphaSharpe: number | null }[];
}

/** How paths are made; six groups of dates, of which two are tested at a time, give 15 folds and 5 paths. */
export interface CombinatorialOptions {
  readonly forest: SearchForest;
  readonly seed: number;
  readonly groups?: number;
  readonly testGroups?: number;
  /** Hears of folds. */
  readonly onProgress?: Progress;
}

/** Folds at a time, if there are so many cores: of each, a byte for each value of the dataset is held. */
const AT_ONCE = 4;

/**
 * What the label search's forest would have earned with a dataset's labels, by the reference policy, over the paths of
 * combinatorial purged cross-validation: one Sharpe ratio is one history's, these are several, of the same dates.
 *
 * @returns null where a fold has nothing to learn.
 * @throws FoldError if there are too few dates.
 */
export async function combinatorialSharpe(
  dataset: string,
  { forest, seed, groups = 6, testGroups = 2, onProgress }: CombinatorialOptions,
): Promise<CombinatorialSharpe | null> {
  const { panel, labels, inputs, rows } = await readDataset(dataset);
  const cut = combinatorialPurgedKFold(labels, { groups, testGroups, rows });
  const prices = pricesOf(panel);
  const market = equalWeightReturn(panel);
  const scores = new Map<number, Float64Array>();
  let done = 0;
  await atATime(Math.min(AT_ONCE, availableParallelism()), [...cut.folds.entries()], async ([k, fold]) => {
    const options = { ...forest, seed: seedOf(seed, "combinatorial", k) };
    const grown = await growForest(binFold(inputs, fold), buyTarget(labels, fold.train), options);
    onProgress?.(++done, cut.folds.length);
    if (!grown) return;
    const score = new Float64Array(labels.rows).fill(Number.NaN);
    fold.test.forEach((row, i) => {
      score[row] = grown[i]!;
    });
    scores.set(k, score);
  });
  if (scores.size < cut.folds.length) return null;
  const tested = Uint32Array.from(cut.groups.flatMap((group) => [...group])).sort();
  const paths = cut.paths.map((path) => {
    const score = new Float64Array(labels.rows);
    for (const [group, fold] of path.entries())
      for (const row of cut.groups[group]!) score[row] = scores.get(fold)![row]!;
    const returns = policyReturns(labels, prices, tested, score);
    const perYear = policyAlpha(returns, market).sharpe.perPeriod * Math.sqrt(SESSIONS_A_YEAR);
    return { sharpe: finiteOrNull(sharpe(returns.policy).annual), alphaSharpe: finiteOrNull(perYear) };
  });
  const days = cut.folds.flatMap(({ testFrom, testTo }) => [testFrom, testTo]);
  return {
    ...{ groups, testGroups, folds: cut.folds.length, paths },
    ...{ from: isoDate(Math.min(...days)), to: isoDate(Math.max(...days)) },
    sessions: new Set(Array.from(tested, (row) => panel.session[row]!)).size,
  };
}

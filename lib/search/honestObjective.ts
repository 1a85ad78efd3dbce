import { labelPanel } from "../labels/index.ts";
import { seedOf, workerPool } from "../runtime/index.ts";
import { type SharpeRatio, sharpe } from "../statistics/index.ts";
import type { BinnedFold, ForestOptions } from "./forest.ts";
import type { ForestTask } from "./forest.worker.ts";
import { type PolicyReturns, policyReturns } from "./policy.ts";
import type { SearchData } from "./searchData.ts";
import { labelsOfPoint, type SearchPoint } from "./space.ts";

/** How the forests of a search are grown; a profile's choice. */
export type SearchForest = Omit<ForestOptions, "seed">;

/** What a labelling was worth out of fold. */
export interface HonestTrial {
  /** t-statistic of the mean daily excess of the reference policy over always-BUY: the objective. */
  readonly t: number;
  readonly returns: PolicyReturns;
  /** Sharpe ratio of the daily excess. */
  readonly sharpe: SharpeRatio;
}

/**
 * The honest objective: a forest learns each fold's labels and scores the rows it has not seen; the t-statistic of what
 * the reference policy (`policyReturns`) earns a day beyond always-BUY. It depends on the point and the seed alone, and
 * all points get the same bootstrap draws, so that their differences are not the forests'.
 *
 * @returns undefined if nothing can be learned or nothing is earned: in a fold no label is BUY or all are.
 */
export async function honestObjective(
  data: SearchData,
  point: SearchPoint,
  forest: SearchForest,
  seed: number,
): Promise<HonestTrial | undefined> {
  const labels = labelPanel(data.panel, labelsOfPoint(point));
  const score = new Float64Array(labels.rows);
  const answers = await Promise.all(
    data.folds.map(({ train }, k) =>
      growForest(data.binned[k]!, targetOf(labels, train), { ...forest, seed: seedOf(seed, "forest", k) }),
    ),
  );
  for (const [k, { test }] of data.folds.entries()) {
    const answer = answers[k];
    if (!answer) return undefined;
    test.forEach((row, i) => {
      score[row] = answer[i]!;
    });
  }
  const rows = Uint32Array.from(data.folds.flatMap(({ test }) => [...test])).sort();
  const returns = policyReturns(labels, data.prices, rows, score);
  const ratio = sharpe(returns.excess);
  const t = ratio.perPeriod * Math.sqrt(ratio.periods);
  return Number.isFinite(t) ? { t, returns, sharpe: ratio } : undefined;
}

/** 1 where the label is BUY, 0 where it is not, -1 where it is not known. */
export function targetOf(
  { known, label }: { readonly known: Uint8Array; readonly label: Int8Array },
  rows: Uint32Array,
): Int8Array {
  return Int8Array.from(rows, (row) => (known[row] === 1 ? +(label[row] === 1) : -1));
}

/** A forest's probabilities on the fold's test rows, from a worker thread. */
export function growForest(
  fold: BinnedFold,
  target: Int8Array,
  options: ForestOptions,
): Promise<Float64Array | undefined> {
  const task: ForestTask = { fold, target, options };
  return workerPool("./forest.worker", import.meta.url).run(task);
}

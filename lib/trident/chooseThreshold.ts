import { UsageError } from "trident-base";
import type { DecisionPolicy } from "../model/index.ts";
import { type Alpha, sameLength } from "../statistics/index.ts";

/** Shares of the decisions at which alpha is looked at. */
const COVERAGES = [0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** Decisions that a precision is estimated from, at least: of a handful all may have won. */
const FEWEST = 50;

/**
 * The threshold of the largest coverage whose precision, as estimated on the calibration span, reaches the wanted one
 * (Geifman and El-Yaniv, "Selective classification for deep neural networks", 2017). Decisions of one score are taken
 * together. What the estimate is worth, the certificate says, on a later span.
 *
 * @param score of each decision.
 * @param net return of each after costs.
 * @param fewest decisions that are to reach it.
 * @returns undefined where no coverage reaches it.
 * @throws UsageError if lengths differ, there is no decision or a score is NaN.
 */
export function thresholdOfPrecision(
  score: ArrayLike<number>,
  net: ArrayLike<number>,
  wanted: number,
  fewest: number = FEWEST,
): DecisionPolicy | undefined {
  sameLength({ score, net });
  const order = byScore(score);
  let wins = 0;
  let found: DecisionPolicy | undefined;
  for (const [k, row] of order.entries()) {
    if (net[row]! > 0) wins++;
    const threshold = score[row]!;
    const value = wins / (k + 1);
    if ((k + 1 === order.length || score[order[k + 1]!]! < threshold) && k + 1 >= fewest && value >= wanted) {
      found = { by: "precision", threshold, coverage: (k + 1) / order.length, value };
    }
  }
  return found;
}

/**
 * The threshold, of those at some coverages, whose decisions have the largest t of alpha on the calibration span.
 *
 * @param alphaAt what is earned by the decisions of at least this score.
 * @returns undefined where alpha is known at none.
 * @throws UsageError if there is no decision or a score is NaN.
 */
export function thresholdOfAlpha(
  score: ArrayLike<number>,
  alphaAt: (threshold: number) => Pick<Alpha, "t">,
): DecisionPolicy | undefined {
  let found: DecisionPolicy | undefined;
  for (const { threshold, coverage } of thresholdsAt(score, COVERAGES)) {
    const { t } = alphaAt(threshold);
    if (!Number.isNaN(t) && !(found && t <= found.value)) found = { by: "alpha", threshold, coverage, value: t };
  }
  return found;
}

/**
 * The thresholds at which at least these shares of the decisions are taken, with the shares that they take; each once.
 *
 * @throws UsageError if there is no decision or a score is NaN.
 */
export function thresholdsAt(
  score: ArrayLike<number>,
  coverages: readonly number[],
): readonly { readonly threshold: number; readonly coverage: number }[] {
  const sorted = Float64Array.from(byScore(score), (row) => score[row]!);
  const thresholds = coverages.map((share) => sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1]!);
  return [...new Set(thresholds)].map((threshold) => ({
    threshold,
    coverage: sorted.findLastIndex((each) => each >= threshold) / sorted.length + 1 / sorted.length,
  }));
}

/** Rows by falling score. */
function byScore(score: ArrayLike<number>): Uint32Array {
  if (score.length === 0) throw new UsageError("there is no decision to choose from", { remedy: "Take more history." });
  for (let i = 0; i < score.length; i++) {
    if (Number.isNaN(score[i]!)) throw new UsageError(`score ${i} is NaN`, { remedy: "Leave rows without one out." });
  }
  return Uint32Array.from({ length: score.length }, (_, i) => i).sort((a, b) => score[b]! - score[a]!);
}

import { UsageError } from "trident-base";
import { MODEL_INPUTS } from "../features/index.ts";
import { hypergeometricTail } from "../statistics/index.ts";

/** What the roadmap says will matter most, the first first. */
const CLAIMED = [
  ...["mom_accel", "vol_accel", "macd_hist", "wick_ratio", "smart_money_score"],
  ...["liquidity_impact", "macd_rising", "fractal_efficiency", "trend_consistency", "returns_1"],
];

/** One line of the hypothesis, held against what was found. Ranks are from 1; null where it is no column. */
export interface HypothesisLine {
  readonly name: string;
  readonly claimed: number;
  readonly found: number | null;
  /** Its best and its worst rank over the folds. */
  readonly overFolds: readonly [best: number, worst: number] | null;
  readonly isAmongTop: boolean;
}

/** A count among the top ten beside what blind drawing gives. */
export interface AmongTop {
  readonly count: number;
  readonly expected: number;
  /** Chance that blind drawing gives as many or more. */
  readonly chanceOfAsMany: number;
}

/** The roadmap's hypothesis, judged. */
export interface HypothesisVerdict {
  readonly lines: readonly HypothesisLine[];
  /** Of the ten that were named, and of institutional features, of which seven were hoped for. */
  readonly claimed: AmongTop;
  readonly institutional: AmongTop;
  /** Mean rank correlation (Spearman) of the importances of any two folds; NaN with fewer than two. */
  readonly stability: number;
}

/**
 * Judges the roadmap's hypothesis of the ten most important features, line by line: the ranks that were found, how much
 * they differ over folds, and what chance gives.
 *
 * @param names of the columns, as the model inputs have them.
 * @param overall importance by column.
 * @param folds importance by column, a fold each.
 * @throws UsageError if importances are not of these columns.
 */
export function judgeHypothesis(
  names: readonly string[],
  overall: ArrayLike<number>,
  folds: readonly ArrayLike<number>[],
): HypothesisVerdict {
  if ([overall, ...folds].some((each) => each.length !== names.length)) {
    throw new UsageError(`the importances are not of ${names.length} columns`, { remedy: "Give one a column." });
  }
  const ranks = ranksOf(overall);
  const foldRanks = folds.map(ranksOf);
  const top = CLAIMED.length;
  // A level is named for what it is divided by; a column of the user's own is no feature of the roadmap's.
  const inputs = names.map((name) => MODEL_INPUTS.find((input) => input.name === name));
  const features = inputs.map((input) => input?.feature as string | undefined);
  const lines = CLAIMED.map((name, k): HypothesisLine => {
    const j = features.indexOf(name);
    const found = j < 0 ? null : ranks[j]!;
    const seen = foldRanks.map((each) => each[j]!);
    const overFolds = found === null || seen.length === 0 ? null : ([Math.min(...seen), Math.max(...seen)] as const);
    return { name, claimed: k + 1, found, overFolds, isAmongTop: found !== null && found <= top };
  });
  const amongTop = (isMarked: (column: number) => boolean): AmongTop => {
    const size = names.filter((_, j) => isMarked(j)).length;
    const count = names.filter((_, j) => isMarked(j) && ranks[j]! <= top).length;
    const drawn = Math.min(top, names.length);
    const chanceOfAsMany = hypergeometricTail(count, drawn, size, names.length);
    return { count, expected: (drawn * size) / names.length, chanceOfAsMany };
  };
  return {
    lines,
    claimed: amongTop((j) => CLAIMED.includes(features[j] ?? "")),
    institutional: amongTop((j) => inputs[j]?.group === "institutional"),
    stability: meanCorrelation(foldRanks),
  };
}

/** Ranks from 1, the greatest first; of equals the one that comes first. */
function ranksOf(importance: ArrayLike<number>): Float64Array {
  const order = Array.from(importance, (_, j) => j).sort((a, b) => importance[b]! - importance[a]! || a - b);
  const ranks = new Float64Array(order.length);
  for (const [k, j] of order.entries()) ranks[j] = k + 1;
  return ranks;
}

function meanCorrelation(ranks: readonly Float64Array[]): number {
  let sum = 0;
  let pairs = 0;
  for (const [k, a] of ranks.entries()) {
    for (const b of ranks.slice(k + 1)) {
      const n = a.length;
      const squares = a.reduce((total, rank, j) => total + (rank - b[j]!) ** 2, 0);
      sum += 1 - (6 * squares) / (n * (n * n - 1));
      pairs++;
    }
  }
  return sum / pairs;
}

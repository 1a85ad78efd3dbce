import { UsageError } from "trident-base";

/** Probabilities nearer to 0 or 1 are taken for this: engines answer in single precision, where 1 is not far away. */
const NEAREST = 1e-7;

/** A sum of weighted logits. */
export interface LogitSum {
  readonly intercept: number;
  readonly weights: readonly number[];
}

/** How members' probabilities become one: of a positive net return. Plain data. */
export interface Scorer {
  /** Names of the members that are asked: all of an ensemble, or the best one alone. */
  readonly members: readonly string[];
  /** Of the members' logits, in their order. */
  readonly stacker: LogitSum;
  /** Of the stacker's logit: Platt's intercept and slope. */
  readonly calibrator: LogitSum;
}

/** log(p / (1 - p)), within what single precision tells from 0 and 1. */
export function logit(probability: number): number {
  const p = Math.min(1 - NEAREST, Math.max(NEAREST, probability));
  return Math.log(p / (1 - p));
}

/** 1 / (1 + exp(-x)). */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** The weighted sum of columns, a value a row. */
export function sumLogits({ intercept, weights }: LogitSum, columns: readonly ArrayLike<number>[]): Float64Array {
  const sum = new Float64Array(columns[0]?.length ?? 0).fill(intercept);
  for (const [k, column] of columns.entries()) {
    for (let i = 0; i < sum.length; i++) sum[i]! += weights[k]! * column[i]!;
  }
  return sum;
}

/**
 * The calibrated probability that a decision's net return is positive, a row each.
 *
 * @param probability each member's, by name, their priors restored; a value a row. NaN where a member's is.
 * @throws UsageError if a member's are missing, or there are not as many of each.
 */
export function scoreRows(
  { members, stacker, calibrator }: Scorer,
  probability: Readonly<Record<string, ArrayLike<number>>>,
): Float64Array {
  const columns = members.map((name) => probability[name]);
  const missing = members.find((_, k) => columns[k]?.length !== columns[0]?.length || columns[k] === undefined);
  if (missing !== undefined) {
    throw new UsageError(`there are not as many probabilities of ${missing} as of ${members[0]}`, {
      remedy: "Give one a row of every member.",
    });
  }
  const logits = columns.map((column) => Float64Array.from(column!, logit));
  return sumLogits(calibrator, [sumLogits(stacker, logits)]).map(sigmoid);
}

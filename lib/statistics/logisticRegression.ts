import { UsageError } from "trident-base";
import { sameLength } from "./sameLength.ts";

/** Newton steps at most; a handful do on data that are not separable. */
const MOST_STEPS = 100;
/** The fit ends where a step would lower the objective by less than this share of it. */
const TOLERANCE = 1e-14;
/** What rounding makes of a sum over many rows, as a share of it: no reason to shorten a step. */
const ROUNDING = 1e-12;
/** A last step of more than this share of the weights leads nowhere. */
const DIVERGING = 1e-3;

export interface LogisticRegressionOptions {
  /** The inputs, a column each, finite. */
  readonly columns: readonly ArrayLike<number>[];
  /** The probability of a positive that each row stands for, 0 to 1: usually 0 or 1. */
  readonly target: ArrayLike<number>;
  /** Penalty on half the sum of the squared weights, the intercept left alone: scikit-learn's 1 / C. Default 0. */
  readonly lambda?: number;
}

/** A linear model of the logit: the intercept and a weight a column. */
export interface LogisticRegression {
  readonly intercept: number;
  readonly weights: readonly number[];
}

/**
 * Fits a logistic regression: the least sum of the rows' log-losses plus lambda / 2 times the sum of the squared
 * weights. Newton's method (iteratively reweighted least squares), a step halved while it does not help; the objective
 * is convex, so that start and order of the rows decide nothing. Columns are centred for it, so that one that varies
 * little about a large mean counts for what it varies.
 *
 * @throws UsageError if lengths differ, a value is not finite, targets are outside 0 to 1 or all of one class, or no
 * weights are best: columns that repeat each other, or that separate the classes, without a penalty.
 */
export function logisticRegression({ columns, target, lambda = 0 }: LogisticRegressionOptions): LogisticRegression {
  checkRows(columns, target);
  if (!(lambda >= 0)) throw new UsageError(`lambda is ${lambda}`, { remedy: "Take 0 or a positive penalty." });
  const means = columns.map(meanOf);
  const { intercept, weights } = fitCentred(
    columns.map((column, j) => Float64Array.from(column, (value) => value - means[j]!)),
    target,
    lambda,
  );
  return { intercept: weights.reduce((sum, weight, j) => sum - weight * means[j]!, intercept), weights };
}

function fitCentred(columns: readonly Float64Array[], target: ArrayLike<number>, lambda: number): LogisticRegression {
  const size = columns.length + 1;
  let beta = new Float64Array(size);
  let now = objective(columns, target, lambda, beta);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { gradient, hessian } = derivatives(columns, target, lambda, beta);
    const move = solve(hessian, gradient);
    if (!move) break;
    const gain = move.reduce((sum, m, j) => sum + m * gradient[j]!, 0) / 2;
    if (gain <= TOLERANCE * (1 + now)) {
      // Where classes are separable the weights grow for ever, a step each, while next to nothing is gained.
      if (sizeOf(move) > DIVERGING * sizeOf(beta) + 1e-12) break;
      // Rounding alone decides what lies below; the last step is taken all the same.
      const [intercept, ...weights] = beta.map((b, j) => b - move[j]!);
      return { intercept: intercept!, weights };
    }
    let share = 1;
    let tried = beta;
    let then = Number.POSITIVE_INFINITY;
    while (!(then <= now * (1 + ROUNDING)) && share > 1e-6) {
      tried = beta.map((b, j) => b - share * move[j]!);
      then = objective(columns, target, lambda, tried);
      share /= 2;
    }
    if (!(then <= now * (1 + ROUNDING))) break;
    [beta, now] = [tried, then];
  }
  throw new UsageError("there are no best weights: columns repeat each other, or separate the classes", {
    remedy: "Give a penalty, lambda, above 0.",
  });
}

function checkRows(columns: readonly ArrayLike<number>[], target: ArrayLike<number>): void {
  sameLength({ target, ...Object.fromEntries(columns.map((column, j) => [`column ${j}`, column])) });
  let sum = 0;
  for (let i = 0; i < target.length; i++) {
    const t = target[i]!;
    if (!(t >= 0 && t <= 1)) throw new UsageError(`target ${i} is ${t}`, { remedy: "Give probabilities, 0 to 1." });
    sum += t;
    for (const [j, column] of columns.entries()) {
      if (Number.isFinite(column[i]!)) continue;
      throw new UsageError(`row ${i} of column ${j} is ${column[i]}`, { remedy: "Leave rows without a value out." });
    }
  }
  if (sum > 0 && sum < target.length) return;
  throw new UsageError(`the targets of all ${target.length} rows are of one class`, { remedy: "Take more rows." });
}

function meanOf(column: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < column.length; i++) sum += column[i]!;
  return sum / column.length;
}

function linear(columns: readonly ArrayLike<number>[], beta: ArrayLike<number>, row: number): number {
  let sum = beta[0]!;
  for (let j = 0; j < columns.length; j++) sum += beta[j + 1]! * columns[j]![row]!;
  return sum;
}

const sizeOf = (vector: Float64Array): number => Math.hypot(...vector);

/** Log-loss of a row is log(1 + exp(x)) - target x, written so that no exponential overflows. */
function objective(
  columns: readonly ArrayLike<number>[],
  target: ArrayLike<number>,
  lambda: number,
  beta: Float64Array,
): number {
  let sum = 0;
  for (let i = 0; i < target.length; i++) {
    const x = linear(columns, beta, i);
    sum += Math.max(x, 0) - target[i]! * x + Math.log1p(Math.exp(-Math.abs(x)));
  }
  for (let j = 1; j < beta.length; j++) sum += (lambda / 2) * beta[j]! * beta[j]!;
  return sum;
}

function derivatives(
  columns: readonly ArrayLike<number>[],
  target: ArrayLike<number>,
  lambda: number,
  beta: Float64Array,
) {
  const size = beta.length;
  const gradient = new Float64Array(size);
  const hessian = Array.from({ length: size }, () => new Float64Array(size));
  const inputs = new Float64Array(size).fill(1);
  for (let i = 0; i < target.length; i++) {
    const p = 1 / (1 + Math.exp(-linear(columns, beta, i)));
    for (let j = 1; j < size; j++) inputs[j] = columns[j - 1]![i]!;
    for (let j = 0; j < size; j++) {
      gradient[j]! += (p - target[i]!) * inputs[j]!;
      for (let k = 0; k <= j; k++) hessian[j]![k]! += p * (1 - p) * inputs[j]! * inputs[k]!;
    }
  }
  for (let j = 1; j < size; j++) {
    gradient[j]! += lambda * beta[j]!;
    hessian[j]![j]! += lambda;
  }
  return { gradient, hessian };
}

/** Solves a symmetric system of which the lower half is given, by Cholesky; undefined if it is not positive definite. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array | undefined {
  const size = right.length;
  const root = matrix.map((row) => Float64Array.from(row));
  const x = Float64Array.from(right);
  for (let j = 0; j < size; j++) {
    for (let k = 0; k <= j; k++) {
      let sum = root[j]![k]!;
      for (let m = 0; m < k; m++) sum -= root[j]![m]! * root[k]![m]!;
      if (j === k && !(sum > 1e-12 * matrix[j]![j]!)) return undefined;
      root[j]![k] = j === k ? Math.sqrt(sum) : sum / root[k]![k]!;
    }
  }
  for (let j = 0; j < size; j++) {
    for (let m = 0; m < j; m++) x[j]! -= root[j]![m]! * x[m]!;
    x[j]! /= root[j]![j]!;
  }
  for (let j = size - 1; j >= 0; j--) {
    for (let m = j + 1; m < size; m++) x[j]! -= root[m]![j]! * x[m]!;
    x[j]! /= root[j]![j]!;
  }
  return x;
}

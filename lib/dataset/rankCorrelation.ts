import { type Matrix, matrixColumn } from "../runtime/index.ts";

/** Rows that are looked at, evenly spread: the rank correlation of more differs by less than a pixel's colour. */
const ROWS = 5_000;

/** Rank correlations of columns, by place in `names`. */
export interface RankCorrelation {
  readonly names: readonly string[];
  /** Rows without a missing value, of those looked at. */
  readonly rows: number;
  readonly values: readonly (readonly number[])[];
}

/** Spearman's correlation between all columns of a matrix, over rows in which none is missing; NaN for a constant. */
export function rankCorrelation(matrix: Matrix): RankCorrelation {
  const columns = matrix.names.map((name) => matrixColumn(matrix, name));
  const whole: number[] = [];
  for (let row = 0; row < matrix.rows; row++) {
    if (columns.every((column) => !Number.isNaN(column[row]!))) whole.push(row);
  }
  const step = Math.max(1, Math.floor(whole.length / ROWS));
  const rows = whole.filter((_, k) => k % step === 0);
  const ranks = columns.map((column) => standardised(rankOf(rows.map((row) => column[row]!))));
  const values = ranks.map((x) => ranks.map((y) => x.reduce((sum, value, i) => sum + value * y[i]!, 0)));
  return { names: matrix.names, rows: rows.length, values };
}

/** Ranks from 0; equal values share the mean of theirs. */
function rankOf(values: readonly number[]): Float64Array {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let k = 0; k < order.length; ) {
    let end = k;
    while (end < order.length && values[order[end]!] === values[order[k]!]) end++;
    for (let j = k; j < end; j++) ranks[order[j]!] = (k + end - 1) / 2;
    k = end;
  }
  return ranks;
}

/** To mean 0 and length 1, so that a correlation is a product. */
function standardised(x: Float64Array): Float64Array {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const length = Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0));
  return x.map((value) => (value - mean) / length);
}

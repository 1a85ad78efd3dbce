import { type Matrix, matrixColumn } from "../runtime/index.ts";
import { standardisedRanks } from "../statistics/index.ts";

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
  const ranks = columns.map((column) => standardisedRanks(Float64Array.from(rows, (row) => column[row]!)));
  const values = ranks.map((x) => ranks.map((y) => x.reduce((sum, value, i) => sum + value * y[i]!, 0)));
  return { names: matrix.names, rows: rows.length, values };
}

import type { DataFrame } from "danfojs-node";
import { createMatrix, type Matrix, matrixColumn } from "../runtime/index.ts";
import { makeFrame, numberIn, rowsOf } from "./danfo.ts";

/** A feature matrix as a danfojs data frame; what is missing is null. A frame is many times the matrix's size. */
export function matrixFrame(matrix: Matrix): Promise<DataFrame> {
  const columns = matrix.names.map((name) => matrixColumn(matrix, name));
  const rows = Array.from({ length: matrix.rows }, (_, row) =>
    columns.map((column) => (Number.isNaN(column[row]!) ? null : column[row]!)),
  );
  return makeFrame(
    matrix.names.map((name) => ({ name, dtype: "float32" })),
    rows,
  );
}

/**
 * A frame of numbers as a matrix, every value rounded to float32, null as NaN.
 *
 * @throws UsageError naming the row and column that is no number.
 */
export function frameMatrix(frame: DataFrame): Matrix {
  const rows = rowsOf(frame);
  const matrix = createMatrix([...frame.columns], rows.length);
  matrix.names.forEach((name, j) => {
    const column = matrixColumn(matrix, name);
    rows.forEach((cells, row) => {
      column[row] = numberIn(cells[j]!, name, row);
    });
  });
  return matrix;
}

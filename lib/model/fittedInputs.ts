import { rankWithinDay } from "../features/index.ts";
import { createMatrix, type Matrix, matrixColumn } from "../runtime/index.ts";
import type { BundleManifest } from "./bundle.ts";

/**
 * The inputs of some rows as the bundle's members were fitted on them: its columns in their order, ranked within the day
 * if those were.
 *
 * @param all inputs of a panel, by name.
 * @param rows places in `all`, in the order of the result.
 * @param date by row of `all`.
 */
export function fittedInputs(
  { inputs: { names, ranked } }: BundleManifest,
  all: Matrix,
  rows: Uint32Array,
  date: ArrayLike<number>,
): Matrix {
  const matrix = createMatrix(names, rows.length);
  for (const [j, name] of names.entries()) {
    const column = matrixColumn(all, name);
    for (const [k, row] of rows.entries()) matrix.values[j * matrix.stride + k] = column[row]!;
  }
  if (ranked) {
    const day = Int32Array.from(rows, (row) => date[row]!);
    rankWithinDay(matrix, day);
  }
  return matrix;
}

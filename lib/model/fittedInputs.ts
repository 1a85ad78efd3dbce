import { rankWithinDay } from "../features/index.ts";
import { createMatrix, type Matrix, matrixColumn } from "../runtime/index.ts";
import type { BundleManifest } from "./bundle.ts";

/** The days of a panel's rows, and who is ranked on them. */
export interface RankedAmong {
  /** By row of the inputs: the day. */
  readonly date: ArrayLike<number>;
  /** Rows that are ranked among one another, by `peerRows`; those asked for are among them. */
  readonly peers: Uint32Array;
}

/**
 * The inputs of some rows as the bundle's members were fitted on them: its columns in their order, ranked within the day
 * among that day's peers if those were.
 *
 * @param all inputs of a panel, by name.
 * @param rows places in `all`, in the order of the result.
 */
export function fittedInputs(
  { inputs: { names, ranked } }: BundleManifest,
  all: Matrix,
  rows: Uint32Array,
  { date, peers }: RankedAmong,
): Matrix {
  if (!ranked) return taken(all, names, rows);
  const days = new Set(Array.from(rows, (row) => date[row]!));
  const among = peers.filter((row) => days.has(date[row]!));
  const matrix = taken(all, names, among);
  rankWithinDay(
    matrix,
    Int32Array.from(among, (row) => date[row]!),
  );
  const placeOf = new Map(Array.from(among, (row, k) => [row, k]));
  return taken(
    matrix,
    names,
    rows.map((row) => placeOf.get(row)!),
  );
}

/** Some columns and rows of a matrix. */
function taken(all: Matrix, names: readonly string[], rows: Uint32Array): Matrix {
  const matrix = createMatrix(names, rows.length);
  for (const [j, name] of names.entries()) {
    const column = matrixColumn(all, name);
    for (const [k, row] of rows.entries()) matrix.values[j * matrix.stride + k] = column[row]!;
  }
  return matrix;
}

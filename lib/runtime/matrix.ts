import { shownAs, type Table, UsageError } from "trident-base";
import { releaseShared } from "./shared.ts";

/**
 * A table of numbers as one column-major Float32 block in shared memory. Column `j` lies at
 * `values[j * stride .. j * stride + rows)`; NaN is missing. `stride` is `rows` padded to a multiple of 16, so that
 * every column starts on a 64-byte line and all are evenly spaced, in memory and in the Arrow file.
 */
export interface Matrix {
  readonly names: readonly string[];
  readonly rows: number;
  readonly stride: number;
  readonly values: Float32Array<SharedArrayBuffer>;
}

/** From so many bytes on, pages that a dropped block gives back are worth a collection: 0.2 s for each GB that is new. */
const LARGE = 2 ** 26;

/** A matrix of zeros with these columns. */
export function createMatrix(names: readonly string[], rows: number): Matrix {
  const stride = Math.ceil(rows / 16) * 16;
  const bytes = 4 * stride * names.length;
  if (bytes >= LARGE) releaseShared();
  const values = new Float32Array(new SharedArrayBuffer(bytes));
  return shownAs({ names, rows, stride, values }, matrixTable);
}

/**
 * A view of one column, `rows` long, sharing the matrix's memory.
 *
 * @throws UsageError if there is no such column.
 */
export function matrixColumn(matrix: Matrix, name: string): Float32Array<SharedArrayBuffer> {
  const j = matrix.names.indexOf(name);
  if (j < 0) {
    throw new UsageError(`the matrix has no column '${name}'`, { remedy: `It has: ${matrix.names.join(", ")}.` });
  }
  return matrix.values.subarray(j * matrix.stride, j * matrix.stride + matrix.rows);
}

function matrixTable({ names, rows, stride, values }: Matrix): Table {
  const column = (name: string, j: number) => ({
    name,
    type: "float32",
    value: (row: number) => values[j * stride + row],
  });
  return { title: "Matrix", rows, columns: names.map(column) };
}

import { UsageError } from "trident-base";

/**
 * Rows of a matrix: ranges [from, to), or the rows' numbers. Targets, weights and predictions name them in this order.
 */
export type RowSet = readonly (readonly [from: number, to: number])[] | Uint32Array;

/** How many rows a set has. */
export function countRows(rows: RowSet): number {
  if (rows instanceof Uint32Array) return rows.length;
  return rows.reduce((sum, [from, to]) => sum + to - from, 0);
}

/**
 * The set as the host reads it: pairs for ranges, single numbers otherwise.
 *
 * @throws UsageError if the set is empty, or a row lies outside the matrix.
 */
export function encodeRows(rows: RowSet, available: number): { values: Uint32Array; shape: readonly number[] } {
  if (rows.length === 0) throw new UsageError("the set of rows is empty");
  if (rows instanceof Uint32Array) {
    const outside = rows.find((row) => row >= available);
    if (outside !== undefined) throw new UsageError(`row ${outside} is asked of a matrix of ${available} rows`);
    return { values: rows, shape: [rows.length] };
  }
  for (const [from, to] of rows) {
    if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to <= from || to > available) {
      throw new UsageError(`the range of rows [${from}, ${to}) does not fit a matrix of ${available} rows`);
    }
  }
  return { values: Uint32Array.from(rows.flat()), shape: [rows.length, 2] };
}

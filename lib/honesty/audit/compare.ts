import { isoDate } from "trident-base";
import type { Panel } from "../../market/index.ts";
import type { Matrix } from "../../runtime/index.ts";

/** Where two matrices differ. */
export interface MatrixDifference {
  readonly column: string;
  readonly row: number;
  readonly before: number;
  readonly after: number;
  /** How many values differ. */
  readonly count: number;
}

/**
 * The first place at which a column of two matrices differs, and how many values do.
 *
 * @param rows pairs of rows to compare: of the first, and of the second.
 * @param same by default the same bits.
 */
export function firstDifference(
  a: Matrix,
  b: Matrix,
  rows: Iterable<readonly [number, number]>,
  same: (x: number, y: number) => boolean = Object.is,
): MatrixDifference | undefined {
  const pairs = [...rows];
  let found: MatrixDifference | undefined;
  let count = 0;
  for (const [j, column] of a.names.entries()) {
    for (const [p, q] of pairs) {
      const before = a.values[j * a.stride + p]!;
      const after = b.values[j * b.stride + q]!;
      if (same(before, after)) continue;
      count++;
      found ??= { column, row: p, before, after, count };
    }
  }
  return found && { ...found, count };
}

/** Equal to a relative 1e-5, or 1e-7 of the unit, as features are compared. */
export function nearlySame(x: number, y: number): boolean {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) && Number.isNaN(y);
  return Math.abs(x - y) <= Math.max(1e-5 * Math.abs(x), 1e-6);
}

/** A difference in words, with the ticker and the date. */
export function toldDifference(panel: Panel, { column, row, before, after, count }: MatrixDifference): string {
  return `${column} of ${placeOf(panel, row)} is ${shown(before)}, then ${shown(after)}; ${count} values differ`;
}

/** "S0001 2020-03-02". */
export function placeOf({ tickers, offsets, date }: Panel, row: number): string {
  return `${tickers[offsets.findLastIndex((from) => from <= row)]} ${isoDate(date[row]!)}`;
}

const shown = (value: number): string => (Number.isNaN(value) ? "missing" : String(Number(value.toPrecision(6))));

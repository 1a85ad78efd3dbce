import { CATALOGUE } from "../catalogue.ts";

/** A feature's value and what it is compared with, on a bar of this close. */
export interface Difference {
  readonly feature: string;
  readonly row: number;
  readonly found: number;
  readonly expected: number;
}

/**
 * The places at which two blocks of the 71 differ by more than a relative 1e-5 and, for differences of near-equal
 * prices, 1e-7 of the price (of 1 for scale-free features), or where one is NaN and the other is not.
 *
 * @param found, expected the column of a feature.
 */
export function differences(
  rows: readonly number[],
  close: (row: number) => number,
  found: (name: string, row: number) => number,
  expected: (name: string, row: number) => number,
): readonly Difference[] {
  const all: Difference[] = [];
  for (const { name, scale } of CATALOGUE) {
    for (const row of rows) {
      const a = found(name, row);
      const b = expected(name, row);
      const floor = 1e-7 * (scale === "price" ? close(row) : 1);
      const same = Number.isNaN(b) ? Number.isNaN(a) : Math.abs(a - b) <= Math.max(1e-5 * Math.abs(b), floor);
      if (!same) all.push({ feature: name, row, found: a, expected: b });
    }
  }
  return all;
}

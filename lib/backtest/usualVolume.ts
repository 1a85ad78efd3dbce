import type { Prices } from "./prices.ts";

const BARS = 21;

const sorted = new Float64Array(BARS);

/**
 * The median dollar volume of the 21 bars up to a row, its own included; of those that there are where they are fewer:
 * what a trader knows at its close.
 *
 * @param first the ticker's first row.
 */
export function usualVolume({ dollarVolume }: Prices, first: number, row: number): number {
  const from = Math.max(first, row - BARS + 1);
  const count = row + 1 - from;
  // Inserted: a sorted copy of so few takes several times as long, and every fill asks.
  for (let i = 0; i < count; i++) {
    const value = dollarVolume[from + i]!;
    let at = i;
    for (; at > 0 && sorted[at - 1]! > value; at--) sorted[at] = sorted[at - 1]!;
    sorted[at] = value;
  }
  const middle = count >> 1;
  return count % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

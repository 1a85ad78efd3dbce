import type { Prices } from "./prices.ts";

const BARS = 21;

/**
 * The median dollar volume of the 21 bars up to a row, its own included; of those that there are where they are fewer:
 * what a trader knows at its close.
 *
 * @param first the ticker's first row.
 */
export function usualVolume({ dollarVolume }: Prices, first: number, row: number): number {
  const values = dollarVolume.slice(Math.max(first, row - BARS + 1), row + 1).sort();
  const middle = values.length >> 1;
  return values.length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
}

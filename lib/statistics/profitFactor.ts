import type { TradeSums } from "./tradeSums.ts";

/** Sum of the gains / sum of the losses; Infinity with gains and no losses, NaN with neither. */
export function profitFactor(sums: TradeSums): number {
  return sums[2]! / sums[3]!;
}

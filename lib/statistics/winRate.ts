import type { TradeSums } from "./tradeSums.ts";

/** Share of the trades with a net return above 0; NaN without trades. */
export function winRate(sums: TradeSums): number {
  return sums[1]! / sums[0]!;
}

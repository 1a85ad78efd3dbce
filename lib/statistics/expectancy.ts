import type { TradeSums } from "./tradeSums.ts";

/** Mean net return of a trade; NaN without trades. */
export function expectancy(sums: TradeSums): number {
  return (sums[2]! - sums[3]!) / sums[0]!;
}

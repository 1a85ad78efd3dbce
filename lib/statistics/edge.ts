import { breakEven } from "./breakEven.ts";
import type { TradeSums } from "./tradeSums.ts";
import { winRate } from "./winRate.ts";

/**
 * Win rate minus break-even rate: what the trades' selection is worth, whatever their barriers. Times (mean win + mean
 * loss) it is the expectancy. NaN where the break-even rate is.
 */
export function edge(sums: TradeSums): number {
  return winRate(sums) - breakEven(sums);
}

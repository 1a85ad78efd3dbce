import type { TradeSums } from "./tradeSums.ts";

/**
 * The win rate at which the trades would earn nothing: mean loss / (mean win + mean loss), a trade at exactly 0 counted
 * among the losses. NaN without a win or without a loss: one of the means is then not known.
 */
export function breakEven(sums: TradeSums): number {
  const [trades, wins, gain, loss] = [sums[0]!, sums[1]!, sums[2]!, sums[3]!];
  const meanLoss = loss / (trades - wins);
  return meanLoss / (gain / wins + meanLoss);
}

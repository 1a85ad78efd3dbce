import { finiteSeries } from "./finiteSeries.ts";

/** How much of the capital was in positions. */
export interface Exposure {
  /** Mean over the periods of the share invested; 1 is fully invested, more is leverage. */
  readonly mean: number;
  readonly highest: number;
  /** Share of the periods with any position. */
  readonly timeInMarket: number;
}

/**
 * Exposure from each period's gross value of all positions over the equity; NaN without periods.
 *
 * @throws UsageError if a share is not finite.
 */
export function exposure(invested: ArrayLike<number>): Exposure {
  finiteSeries("share invested", invested);
  const n = invested.length;
  if (n === 0) return { mean: Number.NaN, highest: Number.NaN, timeInMarket: Number.NaN };
  let sum = 0;
  let highest = 0;
  let held = 0;
  for (let i = 0; i < n; i++) {
    const share = Math.abs(invested[i]!);
    sum += share;
    highest = Math.max(highest, share);
    if (share > 0) held++;
  }
  return { mean: sum / n, highest, timeInMarket: held / n };
}

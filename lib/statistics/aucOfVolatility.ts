import { auc } from "./auc.ts";

/**
 * The AUC of volatility alone as a score, on the rows where it is known: what stands beside every model's AUC.
 *
 * @param volatility a value a row, NaN where there is too little history.
 * @param actual 1 where the row is positive.
 */
export function aucOfVolatility(volatility: Float32Array, actual: Int8Array | Uint8Array): number {
  const isKnown = (_: number, i: number): boolean => !Number.isNaN(volatility[i]!);
  return auc(volatility.filter(isKnown), actual.filter(isKnown));
}

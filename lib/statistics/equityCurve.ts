import { UsageError } from "trident-base";
import { finiteSeries } from "./finiteSeries.ts";

/**
 * What a capital of 1 has grown to after each period, its returns reinvested.
 *
 * @throws UsageError if a return is not finite or below -1: nobody can compound after losing more than all.
 */
export function equityCurve(returns: ArrayLike<number>): Float64Array {
  finiteSeries("return", returns);
  const equity = new Float64Array(returns.length);
  let value = 1;
  for (let i = 0; i < returns.length; i++) {
    if (returns[i]! < -1) {
      throw new UsageError(`return ${i} is ${returns[i]}, a loss of more than everything`, {
        remedy: "Returns are fractions: -0.01 is a loss of 1 %.",
      });
    }
    value *= 1 + returns[i]!;
    equity[i] = value;
  }
  return equity;
}

import { UsageError } from "trident-base";

/**
 * Checks that a series has a finite number in each place.
 *
 * @param name what the series is, for the message.
 * @throws UsageError naming the first place that has none.
 */
export function finiteSeries(name: string, series: ArrayLike<number>): void {
  for (let i = 0; i < series.length; i++) {
    if (Number.isFinite(series[i])) continue;
    throw new UsageError(`${name} ${i} is ${series[i]}`, { remedy: "Give one finite number a period." });
  }
}

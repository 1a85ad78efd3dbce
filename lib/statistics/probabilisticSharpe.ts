import { UsageError } from "trident-base";
import { normalProbability } from "./normal.ts";
import { type SharpeSample, sharpeStandardError } from "./sharpe.ts";

/**
 * The probabilistic Sharpe ratio: how sure one may be that the true Sharpe ratio exceeds `benchmark`, given the length,
 * skew and kurtosis of the sample. Bailey and Lopez de Prado, "The Sharpe ratio efficient frontier", Journal of Risk
 * 15(2), 2012, section 3. NaN where the sample's ratio is.
 *
 * @param sample as `sharpe` gives it: the ratio of a single period, never an annualised one.
 * @param benchmark a ratio of a single period.
 * @throws UsageError if the sample cannot be: fewer than two periods, or a kurtosis below 1 + skew^2.
 */
export function probabilisticSharpe(sample: SharpeSample, benchmark = 0): number {
  checkSample(sample);
  return normalProbability((sample.perPeriod - benchmark) / sharpeStandardError(sample));
}

/** @throws UsageError if no returns have these moments. */
export function checkSample({ periods, skew, kurtosis }: SharpeSample): void {
  if (Number.isNaN(skew) || Number.isNaN(kurtosis)) return;
  if (!(periods >= 2)) throw new UsageError(`a Sharpe ratio of ${periods} periods`, { remedy: "Two are needed." });
  if (kurtosis < (1 + skew ** 2) * (1 - 1e-9)) {
    throw new UsageError(`no returns have a skew of ${skew} and a kurtosis of ${kurtosis}`, {
      remedy: "Give the kurtosis of which a normal has 3, not the excess over it.",
    });
  }
}

import { normalQuantile } from "./normal.ts";
import { checkSample } from "./probabilisticSharpe.ts";
import { type SharpeSample, sharpeStandardError } from "./sharpe.ts";

/**
 * The minimum track record length: periods that a Sharpe ratio like this sample's must have been seen for until its
 * probabilistic Sharpe ratio reaches `confidence`. Bailey and Lopez de Prado, "The Sharpe ratio efficient frontier",
 * Journal of Risk 15(2), 2012, section 4. Not rounded; Infinity if the sample's ratio is not above `benchmark`.
 *
 * @param sample as `sharpe` gives it: the ratio of a single period, never an annualised one.
 * @throws UsageError if the sample cannot be.
 */
export function minimumTrackRecord(
  sample: SharpeSample,
  { benchmark = 0, confidence = 0.95 }: { readonly benchmark?: number; readonly confidence?: number } = {},
): number {
  checkSample(sample);
  if (sample.perPeriod <= benchmark) return Number.POSITIVE_INFINITY;
  const errorOfOne = sharpeStandardError({ ...sample, periods: 2 });
  return 1 + ((errorOfOne * normalQuantile(confidence)) / (sample.perPeriod - benchmark)) ** 2;
}

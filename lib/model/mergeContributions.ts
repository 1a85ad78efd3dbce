import { UsageError } from "trident-base";
import type { Scorer } from "./scorer.ts";

/** A member's contributions (SHAP values) to its own logit, as engines and Node's TreeSHAP give them. */
export interface MemberContributions {
  /** Rows x (columns + 1), row after row; the last of a row is the expected value. */
  readonly values: Float64Array;
  /** What restoring the prior adds to the logit: the log of the prior's odds. */
  readonly offset: number;
}

/**
 * Contributions to the scorer's calibrated logit. Shapley values of a weighted sum are the weighted sum of Shapley values,
 * so that members' merge without loss: each column's are the members', times the stacker's weight, times the calibrator's
 * slope; intercepts and priors are part of the expected value. A row adds up to the logit of the probability that
 * `scoreRows` gives, unless a member's lies beyond what single precision tells from 0 and 1. Of two classes.
 *
 * @returns rows x (columns + 1), row after row, the expected value last.
 * @throws UsageError if a member's are missing or of other rows or columns.
 */
export function mergeContributions(
  { members, stacker, calibrator }: Scorer,
  contributions: Readonly<Record<string, MemberContributions>>,
  columns: number,
): Float64Array {
  const width = columns + 1;
  const slope = calibrator.weights[0]!;
  const length = contributions[members[0]!]?.values.length ?? 0;
  const merged = new Float64Array(length);
  let expected = stacker.intercept;
  for (const [k, name] of members.entries()) {
    const member = contributions[name];
    if (member?.values.length !== length || length % width !== 0) {
      throw new UsageError(`the contributions of ${name} are not of the same rows and ${columns} columns`, {
        remedy: "Give those of every member, of the same rows.",
      });
    }
    const weight = stacker.weights[k]!;
    expected += weight * member.offset;
    for (let i = 0; i < length; i++) merged[i]! += slope * weight * member.values[i]!;
  }
  for (let i = columns; i < length; i += width) merged[i]! += calibrator.intercept + slope * expected;
  return merged;
}

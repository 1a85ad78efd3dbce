import { formatNumber } from "../charts/index.ts";
import type { DecisionPolicy } from "./decisionPolicy.ts";

/** Which decisions are taken, and what that was chosen by, in one sentence. */
export function policySentence({ by, threshold, coverage, value }: DecisionPolicy): string {
  const chosen =
    by === "precision"
      ? `where ${formatNumber(value, 1, "%")} of the calibration span's won`
      : `the largest alpha of the calibration span, t ${formatNumber(value, 2)}`;
  return `Bought from a probability of ${formatNumber(threshold, 1, "%")} on, ${formatNumber(coverage, 1, "%")} of the decisions there: ${chosen}.`;
}

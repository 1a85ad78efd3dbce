import { formatSeconds } from "trident-base";
import { formatNumber } from "../charts/index.ts";
import type { Explanation } from "./explainTraining.ts";

/** How many decisions are explained, how exactly and in which time, in one sentence. */
export function explanationSentence({ sample: { rows, of, additivity, seconds } }: Explanation): string {
  return `${formatNumber(rows)} of ${formatNumber(of)} decisions are explained, in ${formatSeconds(seconds)} of the engines' time; contributions add up to the margins to ${additivity.toExponential(0)} of what is added.`;
}

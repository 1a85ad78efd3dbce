import { TridentError } from "trident-base";

/** Predictions, folds or trials that cannot be judged. */
export class JudgeError extends TridentError {}

/** The questions of a judgement, in the order they are answered. */
export const QUESTIONS = {
  can_it_be: "Can it be?",
  out_of_sample: "Was it out of sample?",
  ranks: "Does it rank?",
  pays: "Does it pay?",
  luck: "Could it be luck?",
} as const;

export type Question = keyof typeof QUESTIONS;

/**
 * What a finding decides: `leak` makes a result not real where it does not pass, `bound` has to pass for a real one,
 * `shown` decides nothing.
 */
export type FindingKind = "leak" | "bound" | "shown";

/** One answer of a judgement. Plain data; null is not known. */
export interface Finding {
  readonly id: string;
  readonly question: Question;
  readonly kind: FindingKind;
  readonly passed: boolean;
  /** What was found and why it counts, for people. */
  readonly sentence: string;
  readonly value: number | null;
  /** Of the value: two-sided 95 %, or the two one-sided 95 % bounds where the sentence says so. */
  readonly interval: readonly [low: number | null, high: number | null] | null;
  /** Other figures, by name. */
  readonly numbers: Readonly<Record<string, number | string | null>>;
  /** A table, where one number does not say it. */
  readonly rows?: readonly Readonly<Record<string, number | string | null>>[];
}

/** A finding with what is left out filled in. */
export function finding(
  question: Question,
  kind: FindingKind,
  {
    value = null,
    interval = null,
    numbers = {},
    passed = true,
    ...rest
  }: Pick<Finding, "id" | "sentence"> & Partial<Finding>,
): Finding {
  return { ...rest, question, kind, passed, value, interval, numbers };
}

/** What is said of an estimate: `0.031 (0.012 to 0.050)`. */
export function shownInterval(estimate: number, low: number, high: number, digits = 3): string {
  const shown = (x: number): string => (Number.isFinite(x) ? x.toFixed(digits) : "not known");
  return Number.isFinite(low) && Number.isFinite(high)
    ? `${shown(estimate)} (95 %: ${shown(low)} to ${shown(high)})`
    : `${shown(estimate)} (no interval)`;
}

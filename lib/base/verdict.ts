/** What became of a question: answered yes, answered no, or not to be answered with the data at hand. */
export type VerdictStatus = "pass" | "fail" | "not enough data";

/** One question of a verdict. Value, threshold and interval are in one unit, which the threshold names. */
export interface VerdictLine {
  readonly id: string;
  readonly title: string;
  readonly status: VerdictStatus;
  readonly value: number | string | null;
  /** What the value had to reach, as a person says it: `at least 0.9`. */
  readonly threshold: string | null;
  readonly interval: readonly [low: number, high: number] | null;
  readonly detail: string;
}

/** What a run came to: shown on top of its report, kept in its `verdict.json`. */
export interface Verdict {
  readonly title: string;
  readonly status: VerdictStatus;
  readonly lines: readonly VerdictLine[];
}

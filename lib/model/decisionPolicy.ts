/** Which decisions are taken: those of at least this score. Plain data. */
export interface DecisionPolicy {
  /** What the threshold was chosen by. */
  readonly by: "precision" | "alpha";
  readonly threshold: number;
  /** Share of the calibration span's decisions that reach it. */
  readonly coverage: number;
  /** There: the share of them that won, or the t of alpha. */
  readonly value: number;
}

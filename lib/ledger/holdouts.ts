/** One look at a holdout. */
export interface HoldoutOpening {
  readonly holdout: string;
  /** ISO time, UTC. */
  readonly at: string;
  /** What opened it: a command, a notebook. */
  readonly by: string;
}

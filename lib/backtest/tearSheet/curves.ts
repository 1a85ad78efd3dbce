/** One equity curve of a tear sheet: the policy's own first, then its opponents. */
export interface Curve {
  readonly name: string;
  /** Dollars at each session's close. */
  readonly equity: Float64Array;
}

/** The curves of a tear sheet and their sessions. */
export interface Curves {
  /** Days since 1970-01-01. */
  readonly date: Int32Array;
  /** Dollars before the first session. */
  readonly capital: number;
  readonly curves: readonly Curve[];
}

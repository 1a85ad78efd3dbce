/** The numbers of the roadmap's protocol, which the honest one shares: only the leaks differ. */
export const ROADMAP = {
  /** Bars of each ticker that are decided on: one year. */
  bars: 251,
  /** Share of the rows that are tested. */
  testShare: 0.3,
  /** The quick validator's random forest. */
  forest: { trees: 100, maxDepth: 10, classWeight: "balanced" },
} as const;

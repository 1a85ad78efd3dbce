/** Bars that the quick validator looks at: one year of each ticker. */
export const QUICK_BARS = 251;

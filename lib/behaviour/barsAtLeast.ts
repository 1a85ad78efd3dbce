/** Bars below which nothing is made of a ticker, as the roadmap has it. */
export const BARS_AT_LEAST = 100;

/** The return of each session from its close before, the capital before the first; fractions. */
export function dailyReturns(equity: Float64Array, capital: number): Float64Array {
  return equity.map((value, s) => value / (equity[s - 1] ?? capital) - 1);
}

/** The return of each session from its close before, the capital before the first; fractions. 0 once all is lost. */
export function dailyReturns(equity: Float64Array, capital: number): Float64Array {
  return equity.map((value, s) => {
    const before = equity[s - 1] ?? capital;
    return before > 0 ? value / before - 1 : 0;
  });
}

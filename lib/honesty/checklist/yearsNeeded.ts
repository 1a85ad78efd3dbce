/** Years of data that an edge takes to be shown, by how large it truly is. */
export interface YearsNeeded {
  readonly sharpe: number;
  readonly years: number;
  /** Beyond those that there are. */
  readonly more: number;
}

/**
 * Years that an edge takes to be shown at true Sharpe ratios of 0.5, 1 and 2, never at the observed one: one-sided 5 %
 * and a power of 80 % are (1.645 + 0.842) standard errors, each the root of one over the years.
 *
 * @param years that there are.
 */
export function yearsNeeded(years: number): readonly YearsNeeded[] {
  return [0.5, 1, 2].map((sharpe) => {
    const needed = (2.49 / sharpe) ** 2;
    return { sharpe, years: needed, more: Math.max(0, needed - years) };
  });
}

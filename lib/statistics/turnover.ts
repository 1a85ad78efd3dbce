import { finiteSeries } from "./finiteSeries.ts";
import { sameLength } from "./sameLength.ts";
import { SESSIONS_A_YEAR } from "./year.ts";

/**
 * Turnover a year, one way: half of what was bought and sold, over the mean equity. 1 replaces the whole portfolio once
 * a year. NaN without periods.
 *
 * @param columns one value a period each, in one currency: what was bought, what was sold (both 0 or positive), and
 * the equity at its end.
 * @throws UsageError if lengths differ or a value is not finite.
 */
export function turnover(
  columns: {
    readonly bought: ArrayLike<number>;
    readonly sold: ArrayLike<number>;
    readonly equity: ArrayLike<number>;
  },
  periodsPerYear = SESSIONS_A_YEAR,
): number {
  const { bought, sold, equity } = columns;
  sameLength({ bought, sold, equity });
  for (const [name, column] of Object.entries(columns)) finiteSeries(`${name} of period`, column);
  let traded = 0;
  let capital = 0;
  for (let i = 0; i < equity.length; i++) {
    traded += (bought[i]! + sold[i]!) / 2;
    capital += equity[i]!;
  }
  return (periodsPerYear * traded) / capital;
}

import { type BootstrapEstimate, type DateBlockBootstrapOptions, dateBlockBootstrap } from "./dateBlockBootstrap.ts";
import { sameLength } from "./sameLength.ts";
import { standardisedRanks } from "./standardisedRanks.ts";

export interface RankIcOptions extends Omit<DateBlockBootstrapOptions, "columns" | "statistic" | "bounds"> {
  readonly score: ArrayLike<number>;
  /** What the score is to rank: the return of each row. */
  readonly outcome: ArrayLike<number>;
}

/** A session with fewer rows says next to nothing of an order. */
const FEWEST_ROWS = 5;

/**
 * The mean daily rank information coefficient: Spearman's correlation of scores and outcomes among the rows of each
 * session, in the mean of the sessions, with its date-block bootstrap interval (Grinold and Kahn, "Active portfolio
 * management", 2000). Sessions with under 5 rows, or in which scores or outcomes are all equal, are left out; all is NaN
 * where none is left.
 *
 * @throws UsageError if lengths differ.
 */
export function rankIc({ session, score, outcome, ...rest }: RankIcOptions): BootstrapEstimate {
  sameLength({ session, score, outcome });
  const days = Map.groupBy(Array.from(session).keys(), (row) => session[row]!);
  const daily: { readonly s: number; readonly correlation: number }[] = [];
  for (const [s, rows] of days) {
    if (rows.length < FEWEST_ROWS) continue;
    const [a, b] = [score, outcome].map((values) => standardisedRanks(Float64Array.from(rows, (row) => values[row]!)));
    const correlation = a!.reduce((sum, x, i) => sum + x * b![i]!, 0);
    if (!Number.isNaN(correlation)) daily.push({ s, correlation });
  }
  if (daily.length === 0) return NOTHING;
  return dateBlockBootstrap({
    ...rest,
    session: daily.map(({ s }) => s),
    columns: [daily.map(({ correlation }) => correlation), daily.map(() => 1)],
    statistic: ([sum, count]) => sum! / count!,
  });
}

const NOTHING: BootstrapEstimate = {
  ...{ estimate: NaN, low: NaN, high: NaN, standardError: NaN, nEffective: NaN },
  ...{ rows: 0, dates: 0, blockLength: 1, blocks: 0 },
};

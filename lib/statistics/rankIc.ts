import { dailyRankIc, type RankedRows } from "./dailyRankIc.ts";
import { type BootstrapEstimate, type DateBlockBootstrapOptions, dateBlockBootstrap } from "./dateBlockBootstrap.ts";

export interface RankIcOptions
  extends RankedRows,
    Omit<DateBlockBootstrapOptions, "columns" | "statistic" | "bounds" | "session"> {}

/**
 * The mean daily rank information coefficient: the mean of `dailyRankIc` over the sessions, with its date-block bootstrap
 * interval (Grinold and Kahn, "Active portfolio management", 2000). All is NaN where no session is left.
 *
 * @throws UsageError if lengths differ.
 */
export function rankIc({ session, score, outcome, ...rest }: RankIcOptions): BootstrapEstimate {
  return meanRankIc({ ...dailyRankIc({ session, score, outcome }), ...rest });
}

/** The same of daily correlations that are there already. */
export function meanRankIc({
  session,
  correlation,
  ...rest
}: { readonly session: Int32Array; readonly correlation: Float64Array } & Omit<
  DateBlockBootstrapOptions,
  "columns" | "statistic" | "bounds" | "session"
>): BootstrapEstimate {
  if (session.length === 0) return NOTHING;
  return dateBlockBootstrap({
    ...rest,
    session,
    columns: [correlation, new Float64Array(session.length).fill(1)],
    statistic: ([sum, count]) => sum! / count!,
  });
}

const NOTHING: BootstrapEstimate = {
  ...{ estimate: NaN, low: NaN, high: NaN, standardError: NaN, nEffective: NaN },
  ...{ rows: 0, dates: 0, blockLength: 1, blocks: 0 },
};

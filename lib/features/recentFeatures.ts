import type { Panel } from "../market/index.ts";
import type { Matrix } from "../runtime/index.ts";
import { type EngineerOptions, fillRuns } from "./engineer.ts";
import type { Run } from "./fill.ts";

/** Which bars are computed from, and which are kept. */
export interface RecentOptions extends Pick<EngineerOptions, "threads" | "features"> {
  /** Numbers of the panel's tickers, ascending. */
  readonly tickers: readonly number[];
  /** The last bars of each that are looked at, at most: those before do not matter. */
  readonly bars: number;
  /** The last bars of each whose features are kept, at most. */
  readonly kept: number;
}

/**
 * The features of the last bars of some tickers: the last rows of `engineerFeatures` of the panel's last bars, without
 * the time that it takes to copy the panel and to fill a block of all its rows.
 *
 * @returns a row a kept bar, ticker after ticker: the rows of `lastBars(panel, kept)` of these tickers.
 * @throws as `engineerFeatures`.
 */
export function recentFeatures(panel: Panel, { tickers, bars, kept, ...options }: RecentOptions): Promise<Matrix> {
  let rows = 0;
  const runs = tickers.map((t): Run => {
    const to = panel.offsets[t + 1]!;
    const from = Math.max(panel.offsets[t]!, to - bars);
    const run = { t, from, to, kept: Math.min(kept, to - from), at: rows };
    rows += run.kept;
    return run;
  });
  return fillRuns(panel, runs, rows, options);
}

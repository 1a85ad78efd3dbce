import { writeFile } from "node:fs/promises";
import { writeAtomically } from "trident-base";
import type { HoldoutResult } from "./holdout.ts";
import type { SearchedLabels } from "./space.ts";

/** The winner of one search: profit and stop as fractions, horizon in bars. */
export interface Winner extends SearchedLabels {
  /** What was maximised: published accuracy less half of the gap, or the t-statistic of the daily excess. */
  readonly value: number;
  /**
   * The deflated Sharpe ratio of the labelling's daily excess over always-BUY, out of fold: the probability that it is
   * better than the best of as many worthless trials. Null if it has none.
   */
  readonly deflated: number | null;
}

/** `data/optuna_best_params.json`. */
export interface BestParams {
  readonly published: Winner;
  readonly honest: Winner;
  /** What each was worth on the later year that no trial saw, and how often that has been looked at. */
  readonly holdout:
    | {
        readonly openings: number;
        readonly published: HoldoutResult | null;
        readonly honest: HoldoutResult | null;
      }
    | { readonly openings: 0; readonly reason: string };
  readonly study: {
    readonly published: string;
    readonly honest: string;
    readonly trials: number;
    readonly seed: number;
    readonly trees: number;
    readonly policy: string;
    /** All trials that the ledger has on these data, failed ones too: what the winners are deflated by. */
    readonly counted: number;
    /** Variance of the trials' daily Sharpe ratios of the excess, by objective. */
    readonly sharpeVariance: { readonly published: number | null; readonly honest: number | null };
  };
  readonly panel: {
    readonly source: string;
    readonly bias: string | null;
    readonly tickers: readonly string[];
    readonly from: string;
    readonly to: string;
    readonly sessions: number;
    readonly dataHash: string;
  };
}

/** Writes the result, whole or not at all. */
export async function writeBestParams(path: string, best: BestParams): Promise<void> {
  await writeAtomically(path, (file) => writeFile(file, `${JSON.stringify(best, null, 2)}\n`));
}

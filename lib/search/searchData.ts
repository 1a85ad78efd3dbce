import { createHash } from "node:crypto";
import { isoDate, UsageError } from "trident-base";
import { type Prices, pricesOf } from "../backtest/index.ts";
import { type EqualWeightReturn, equalWeightReturn } from "../behaviour/index.ts";
import { type Fold, purgedKFold } from "../cv/index.ts";
import type { BinnedFold } from "../engines/index.ts";
import { binFold } from "../engines/index.ts";
import { engineerInputs, type FeatureSource, featureSources, type UserFeature } from "../features/index.ts";
import { type Labels, simple } from "../labels/index.ts";
import { type BarSketch, laterYear, type Panel, panelBefore, sketchBars } from "../market/index.ts";
import type { Matrix } from "../runtime/index.ts";
import { SEARCH_SPACE } from "./space.ts";

/** Bars of a ticker before its first decision: with fewer, most model inputs are missing. */
const WARM_UP = 60;
const FOLDS = 5;

/** What every trial of a search sees, made once. */
export interface SearchData {
  /** The whole panel, for the holdout alone. */
  readonly whole: Panel;
  /** The panel as it was known before the holdout. */
  readonly panel: Panel;
  readonly prices: Prices;
  /** The panel's, without costs: what alpha is measured beside. */
  readonly equalWeight: EqualWeightReturn;
  readonly inputs: Matrix;
  /** Features of one's own among the inputs. */
  readonly features: readonly (UserFeature | string)[];
  /** Where they came from. */
  readonly sources: readonly FeatureSource[];
  /**
   * The folds of all trials, purged for the longest horizon of the space: trials are compared on the same dates and
   * rows, and each training row is far enough away for every shorter label.
   */
  readonly folds: readonly Fold[];
  readonly binned: readonly BinnedFold[];
  /** Names the bars that the search saw. */
  readonly dataHash: string;
  /** What tells them from other bars. */
  readonly bars: BarSketch;
  /** First session of the holdout, a place in the whole calendar; undefined if the panel is too short for one. */
  readonly holdout: number | undefined;
}

/**
 * Cuts off the later year and makes what all trials share: features, folds, bins.
 *
 * @throws FoldError if what is left is too short for five purged folds; UsageError for fewer than two tickers.
 */
export async function searchData(whole: Panel, features: readonly (UserFeature | string)[] = []): Promise<SearchData> {
  if (whole.tickers.length < 2) {
    throw new UsageError("the label search compares tickers with each other, and the panel has one", {
      where: [whole.origin.source],
      remedy: "Take more tickers.",
    });
  }
  const holdout = laterYear(whole);
  const panel = holdout === undefined ? whole : panelBefore(whole, holdout);
  const inputs = await engineerInputs(panel, { features });
  const longest = longestLabels(panel);
  const rows = decisionRows(longest);
  const folds = purgedKFold(longest, { folds: FOLDS, rows });
  return {
    whole,
    panel,
    prices: pricesOf(panel),
    equalWeight: equalWeightReturn(panel),
    inputs,
    features,
    sources: await featureSources(features),
    folds,
    binned: folds.map((fold) => binFold(inputs, fold)),
    dataHash: hashOf(panel),
    bars: sketchBars(panel),
    holdout,
  };
}

/** Labels that last as long as any of the space: whose dates purge for all of them. */
export function longestLabels(panel: Panel): Labels {
  return simple(panel, { profit: 0.15, stop: 0.12, horizon: SEARCH_SPACE.horizon.high });
}

/** The rows that may be decided on, ascending: known for the longest horizon, after the warm-up of their ticker. */
export function decisionRows({ tickers, offsets, known }: Labels): Uint32Array {
  const rows: number[] = [];
  tickers.forEach((_, t) => {
    for (let row = offsets[t]! + WARM_UP; row < offsets[t + 1]!; row++) if (known[row] === 1) rows.push(row);
  });
  return Uint32Array.from(rows);
}

/** SHA-256 of tickers, dates, prices and volumes. */
function hashOf(panel: Panel): string {
  const hash = createHash("sha256").update(JSON.stringify(panel.tickers));
  const { offsets, date, open, high, low, close, adjClose, volume } = panel;
  for (const column of [offsets, date, open, high, low, close, adjClose, volume]) {
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest("hex");
}

/** First and last date of a panel, ISO. */
export function spanOf({ calendar }: Panel): { readonly from: string; readonly to: string } {
  return { from: isoDate(calendar[0]!), to: isoDate(calendar[calendar.length - 1]!) };
}

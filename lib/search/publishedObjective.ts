import type { ForestOptions } from "../engines/index.ts";
import { binFold, growForest } from "../engines/index.ts";
import { engineerFeatures } from "../features/index.ts";
import { adjustBars, lastBars, type Panel } from "../market/index.ts";
import { asPublishedLabels, fillAsPublished, QUICK_BARS, stratifiedSplit } from "../published/index.ts";
import type { Matrix } from "../runtime/index.ts";
import { accuracy } from "../statistics/index.ts";
import { labelsOfPoint, type SearchPoint } from "./space.ts";

/** What the published protocol sees of a panel: its matrix, and the closes of the same rows. */
export interface PublishedRows {
  readonly matrix: Matrix;
  readonly close: Float64Array;
}

/** What a labelling was worth as published. */
export interface PublishedTrial {
  /** Test accuracy less half of the overfit gap: the roadmap's objective. */
  readonly value: number;
  readonly accuracy: number;
  /** Train accuracy - test accuracy. */
  readonly overfitGap: number;
}

/** Share of the rows that must not be HOLD, and of those that must be of the rarer class. */
const LEAST_SHARE = 0.1;

/** Each ticker's last 251 bars alone, gaps filled as published. */
export async function publishedRows(panel: Panel): Promise<PublishedRows> {
  const year = lastBars(panel, QUICK_BARS);
  const close = new Float64Array(year.rows);
  year.tickers.forEach((_, t) => {
    close.set(adjustBars(year, t).close, year.offsets[t]);
  });
  return { matrix: fillAsPublished(year, await engineerFeatures(year)), close };
}

/**
 * The roadmap's objective with all its leaks, only to be shown: HOLD rows dropped, a shuffled and stratified 70/30
 * split, a forest, test accuracy less half of the overfit gap. The wider the barriers and the longer the horizon, the
 * more alike are neighbouring rows on both sides of the split, so it runs into a corner of the space. On the roadmap's
 * 20 tickers in the year to 2024-03 that is 15 %/-12 % in 14 bars, simple, on average over splits; the noise of one
 * split decides between it and the labellings beside it. In the year before the stop hardly matters.
 *
 * The forest is that of the honest objective, whose accuracies are those of scikit-learn's within the noise of a seed.
 *
 * Labellings that nobody would believe are passed over: fewer than a tenth of the rows left, or fewer than a tenth of
 * those of the rarer class. Without that the search ends in the other corner, a triple barrier of one bar, whose losses
 * are dropped as HOLD: 95 % accuracy where a constant answer scores 98 %.
 *
 * @returns undefined for a labelling that is passed over.
 */
export async function publishedObjective(
  { matrix, close }: PublishedRows,
  point: SearchPoint,
  options: ForestOptions,
): Promise<PublishedTrial | undefined> {
  const label = asPublishedLabels(close, labelsOfPoint(point));
  const kept = Uint32Array.from(label.keys()).filter((row) => label[row] !== 0);
  const classes = Int8Array.from(kept, (row) => label[row]!);
  const buy = classes.reduce((count, value) => count + +(value === 1), 0);
  const rarer = Math.min(buy, kept.length - buy);
  if (kept.length < LEAST_SHARE * label.length || rarer < LEAST_SHARE * kept.length) return undefined;
  const split = stratifiedSplit(classes, 0.3, options.seed);
  const train = split.train.map((place) => kept[place]!);
  const test = split.test.map((place) => kept[place]!);
  const buys = (rows: Uint32Array): Int8Array => Int8Array.from(rows, (row) => +(label[row] === 1));
  const both = new Uint32Array([...train, ...test]);
  const probability = await growForest(binFold(matrix, { train, test: both }), buys(train), options);
  if (!probability || test.length === 0) return undefined;
  const predicted = Int8Array.from(probability, (p) => +(p > 0.5));
  const onTrain = accuracy(buys(train), predicted.subarray(0, train.length));
  const onTest = accuracy(buys(test), predicted.subarray(train.length));
  const overfitGap = onTrain - onTest;
  return { value: onTest - overfitGap / 2, accuracy: onTest, overfitGap };
}

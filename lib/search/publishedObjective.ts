import { binFold, type ForestOptions, growForest } from "../engines/index.ts";
import { buyTarget, type Labelling } from "../labels/index.ts";
import { EVERY_LEAK, nothingToLearn, type ProtocolYear, protocolRows } from "../published/index.ts";
import { accuracy } from "../statistics/index.ts";

/** What a labelling was worth as published. */
export interface PublishedTrial {
  /** Test accuracy less half of the overfit gap: the roadmap's objective. */
  readonly value: number;
  readonly accuracy: number;
  /** Train accuracy - test accuracy. */
  readonly overfitGap: number;
}

/** Why a labelling was not judged. */
export interface NotJudged {
  readonly why: string;
}

/** Share of the rows that must not be HOLD, and of those that must be of the rarer class. */
const LEAST_SHARE = 0.1;

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
 * @returns why, for a labelling that is passed over.
 */
export async function publishedObjective(
  year: ProtocolYear,
  labelling: Labelling,
  options: ForestOptions,
): Promise<PublishedTrial | NotJudged> {
  const { labels, rows, train, test } = protocolRows(year, labelling, EVERY_LEAK, options.seed);
  const target = buyTarget(labels, rows);
  const why = nothingToLearn(target);
  if (why !== null) return { why };
  const buy = target.reduce((count, value) => count + value, 0);
  const rarer = Math.min(buy, rows.length - buy);
  if (rows.length < LEAST_SHARE * labels.rows) return { why: "hardly any row reaches a barrier" };
  if (rarer < LEAST_SHARE * rows.length) return { why: "hardly any row is of the rarer class" };
  const both = new Uint32Array([...train, ...test]);
  const fold = binFold(await year.matrixOf(EVERY_LEAK), { train, test: both });
  const probability = await growForest(fold, buyTarget(labels, train), options);
  if (!probability || test.length === 0) return { why: "too few rows to split" };
  const predicted = Int8Array.from(probability, (p) => +(p > 0.5));
  const onTrain = accuracy(buyTarget(labels, train), predicted.subarray(0, train.length));
  const onTest = accuracy(buyTarget(labels, test), predicted.subarray(train.length));
  const overfitGap = onTrain - onTest;
  return { value: onTest - overfitGap / 2, accuracy: onTest, overfitGap };
}

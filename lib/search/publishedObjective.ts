import { asPublishedLabels, FOREST, type PublishedData, stratifiedSplit } from "../baseline/index.ts";
import type { EngineHost } from "../engines/index.ts";
import { accuracy } from "../statistics/index.ts";
import { labelsOfPoint, type SearchPoint } from "./space.ts";

/** What a labelling was worth as published. */
export interface PublishedTrial {
  /** Test accuracy less half of the overfit gap: the roadmap's objective. */
  readonly value: number;
  readonly accuracy: number;
  /** Train accuracy - test accuracy. */
  readonly overfitGap: number;
}

/** Share of the rows that must not be HOLD: nobody would believe an accuracy on hardly any. */
const LEAST_SHARE = 0.1;

/**
 * The roadmap's objective with all its leaks, only to be shown: HOLD rows dropped, a shuffled and stratified 70/30
 * split, scikit-learn's forest, test accuracy less half of the overfit gap. The wider the barriers and the longer the
 * horizon, the more alike are neighbouring rows on both sides of the split, so it runs into the corner of the space.
 *
 * @param trees the label search's 50.
 * @returns undefined if hardly any rows are left, or all of one class.
 */
export async function publishedObjective(
  host: EngineHost,
  { matrix, close }: PublishedData,
  point: SearchPoint,
  { trees, seed }: { readonly trees: number; readonly seed: number },
): Promise<PublishedTrial | undefined> {
  const label = asPublishedLabels(close, labelsOfPoint(point));
  const kept = Uint32Array.from(label.keys()).filter((row) => label[row] !== 0);
  const classes = Int8Array.from(kept, (row) => label[row]!);
  if (kept.length < LEAST_SHARE * label.length || new Set(classes).size < 2) return undefined;
  const split = stratifiedSplit(classes, 0.3, seed);
  const [train, test] = [split.train, split.test].map((places) => places.map((place) => kept[place]!));
  const buys = (rows: Uint32Array): Int8Array => Int8Array.from(rows, (row) => +(label[row] === 1));
  const forest = await host.fit("random_forest", {
    matrix,
    rows: train!,
    target: buys(train!),
    params: { ...FOREST, trees },
    seed,
  });
  const accuracyOn = async (rows: Uint32Array): Promise<number> => {
    const probability = await host.predict(forest, { matrix, rows });
    return accuracy(
      buys(rows),
      Int8Array.from(probability, (p) => +(p > 0.5)),
    );
  };
  const onTrain = await accuracyOn(train!);
  const onTest = await accuracyOn(test!);
  await host.release(forest);
  const overfitGap = onTrain - onTest;
  return { value: onTest - overfitGap / 2, accuracy: onTest, overfitGap };
}

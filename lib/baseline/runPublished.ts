import type { EngineHost } from "../engines/index.ts";
import { CATALOGUE } from "../features/index.ts";
import type { MatrixFile } from "../files/index.ts";
import { buyTarget } from "../labels/index.ts";
import { EVERY_LEAK, growHostForest, type ProtocolYear, protocolRows, type Strategy } from "../published/index.ts";
import { createRandom } from "../runtime/index.ts";
import { accuracy, baseRate } from "../statistics/index.ts";
import { withChance } from "./importance.ts";
import type { PublishedResult } from "./result.ts";

/**
 * Runs one strategy under the roadmap's own protocol: HOLD rows dropped, a shuffled and stratified 70/30 split, a random
 * forest, accuracy on the 30 %.
 *
 * @param matrix of the year as published.
 * @param seed of the split and of the forest.
 */
export async function runPublished(
  host: EngineHost,
  year: ProtocolYear,
  matrix: MatrixFile,
  strategy: Strategy,
  seed: number,
): Promise<PublishedResult> {
  const { labels, rows, train, test } = protocolRows(year, strategy, EVERY_LEAK, seed);
  const [target, actual] = [buyTarget(labels, train), buyTarget(labels, test)];
  const forest = await growHostForest(host, matrix, train, target, { seed });
  const predict = async (asked: Uint32Array): Promise<Int8Array> =>
    Int8Array.from(await forest.predict(asked), (p) => +(p > 0.5));
  const trainAccuracy = accuracy(target, await predict(train));
  const testAccuracy = accuracy(actual, await predict(test));
  await forest.release();

  const shuffled = createRandom(seed, "shuffled labels", strategy.id).shuffle(target.slice());
  const blind = await growHostForest(host, matrix, train, shuffled, { seed });
  await blind.release();
  return {
    nothingToLearn: forest.nothingToLearn,
    rows: rows.length,
    droppedHold: labels.rows - rows.length,
    testRows: test.length,
    trainAccuracy,
    accuracy: testAccuracy,
    overfitGap: trainAccuracy - testAccuracy,
    baseRate: baseRate(actual),
    importances: withChance(matrix.names, CATALOGUE, forest.importances, blind.importances),
  };
}

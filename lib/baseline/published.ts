import type { EngineHost } from "../engines/index.ts";
import type { Strategy } from "../published/index.ts";
import { asPublishedLabels, FOREST, stratifiedSplit } from "../published/index.ts";
import { createRandom } from "../runtime/index.ts";
import { accuracy, baseRate } from "../statistics/index.ts";
import type { PublishedData } from "./data.ts";
import { withChance } from "./importance.ts";
import type { PublishedResult } from "./result.ts";

/**
 * One strategy under the roadmap's own protocol: HOLD rows dropped, a shuffled and stratified 70/30 split, a random
 * forest, accuracy on the 30 %.
 *
 * @param groups the group of each column of the matrix.
 */
export async function runPublished(
  host: EngineHost,
  { matrix, close }: PublishedData,
  strategy: Strategy,
  groups: readonly string[],
  seed: number,
): Promise<PublishedResult> {
  const label = asPublishedLabels(close, strategy);
  const kept = Uint32Array.from(label.keys()).filter((row) => label[row] !== 0);
  const { train, test } = stratifiedSplit(
    label.filter((value) => value !== 0),
    0.3,
    seed,
  );
  const rowsOf = (positions: Uint32Array): Uint32Array => positions.map((position) => kept[position]!);
  const buys = (positions: Uint32Array): Int8Array => Int8Array.from(rowsOf(positions), (row) => +(label[row] === 1));
  const params = FOREST;

  const trainRows = rowsOf(train);
  const target = buys(train);
  const forest = await host.fit("random_forest", { matrix, rows: trainRows, target, params, seed });
  const predicted = async (positions: Uint32Array): Promise<Int8Array> => {
    const probability = await host.predict(forest, { matrix, rows: rowsOf(positions) });
    return Int8Array.from(probability, (p) => +(p > 0.5));
  };
  const trainAccuracy = accuracy(target, await predicted(train));
  const testAccuracy = accuracy(buys(test), await predicted(test));
  await host.release(forest);

  const shuffled = createRandom(seed, "shuffled labels", strategy.id).shuffle(target.slice());
  const blind = await host.fit("random_forest", { matrix, rows: trainRows, target: shuffled, params, seed });
  await host.release(blind);
  return {
    rows: kept.length,
    droppedHold: label.length - kept.length,
    testRows: test.length,
    trainAccuracy,
    accuracy: testAccuracy,
    overfitGap: trainAccuracy - testAccuracy,
    baseRate: baseRate(buys(test)),
    importances: withChance(matrix.names, groups, forest.importances, blind.importances),
  };
}

import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EngineHost, startEngineHost } from "../engines/index.ts";
import { writeMatrix } from "../files/index.ts";
import { buyTarget, type Labelling } from "../labels/index.ts";
import { readPanel } from "../market/index.ts";
import {
  EVERY_LEAK,
  growHostForest,
  listedPanel,
  type ProtocolYear,
  protocolRows,
  protocolYear,
  SEARCH_LIST,
} from "../published/index.ts";
import { accuracy } from "../statistics/index.ts";
import { type PublishedTrial, publishedObjective } from "./publishedObjective.ts";

const bars = fileURLToPath(new URL("../../../shared/market/quick46-2022-2024.parquet", import.meta.url));
const present = existsSync(bars);
if (!present) console.log("reference bars absent: the published search's corner is not looked at");

const FOREST_OPTIONS = { trees: 50, maxDepth: 10, seed: 42 };
const CORNER: Labelling = { method: "simple", profit: 0.15, stop: 0.12, horizon: 14 };
const INSIDE: readonly Labelling[] = [
  { method: "simple", profit: 0.1, stop: 0.05, horizon: 3 },
  { method: "triple_barrier", profit: 0.05, stop: 0.08, horizon: 10 },
];

let folder: string;
let host: EngineHost;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "published-search-"));
  host = startEngineHost();
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});

/** Test accuracy of scikit-learn's own forest on the same split. */
async function scikitLearn(year: ProtocolYear, labelling: Labelling): Promise<number> {
  const file = await writeMatrix(await year.matrixOf(EVERY_LEAK), join(folder, "published.arrow"));
  const { labels, train, test } = protocolRows(year, labelling, EVERY_LEAK, FOREST_OPTIONS.seed);
  const forest = await growHostForest(host, file, train, buyTarget(labels, train), FOREST_OPTIONS);
  const probability = await forest.predict(test);
  return accuracy(
    buyTarget(labels, test),
    probability.map((p) => +(p > 0.5)),
  );
}

/** What a labelling that is not passed over was worth. */
async function judged(year: ProtocolYear, labelling: Labelling): Promise<PublishedTrial> {
  const trial = await publishedObjective(year, labelling, FOREST_OPTIONS);
  if ("why" in trial) throw new Error(trial.why);
  return trial;
}

test("has scikit-learn's accuracy on the same split, within the noise of a seed", async () => {
  const year = protocolYear(await readPanel("synthetic:tickers=12,years=2,seed=5"));
  for (const labelling of [CORNER, ...INSIDE]) {
    const ours = await judged(year, labelling);
    expect(Math.abs(ours.accuracy - (await scikitLearn(year, labelling)))).toBeLessThan(0.03);
    expect(ours.value).toBeCloseTo(ours.accuracy - ours.overfitGap / 2, 12);
  }
});

test("believes no accuracy on hardly any rows", async () => {
  const year = protocolYear(await readPanel("synthetic:tickers=12,years=2,seed=5"));
  const rare: Labelling = { method: "simple", profit: 0.15, stop: 0.12, horizon: 1 };
  expect(await publishedObjective(year, rare, FOREST_OPTIONS)).toEqual({ why: "hardly any row reaches a barrier" });
  const never: Labelling = { method: "simple", profit: 0.99, stop: 0.05, horizon: 5 };
  expect(await publishedObjective(year, never, FOREST_OPTIONS)).toEqual({ why: "no target was reached" });
});

test.runIf(present)("likes the corner of the space on real bars", async () => {
  const year = protocolYear(listedPanel(await readPanel(bars), SEARCH_LIST));
  const corner = await judged(year, CORNER);
  expect(corner.accuracy).toBeGreaterThan(0.88);
  expect(corner.accuracy).toBeLessThan(0.94);
  expect(Math.abs(corner.accuracy - (await scikitLearn(year, CORNER)))).toBeLessThan(0.03);
  for (const labelling of INSIDE) {
    expect((await judged(year, labelling)).value).toBeLessThan(corner.value - 0.05);
  }
});

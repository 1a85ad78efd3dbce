import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EngineHost, startEngineHost } from "../engines/index.ts";
import { writeMatrix } from "../files/index.ts";
import { chooseTickers, type Panel, readPanel, selectTickers } from "../market/index.ts";
import { asPublishedLabels, FOREST, SEARCH_AT_LEAST, SEARCH_TICKERS, stratifiedSplit } from "../published/index.ts";
import { accuracy } from "../statistics/index.ts";
import { type PublishedRows, publishedObjective, publishedRows } from "./publishedObjective.ts";
import { labelsOfPoint, type SearchPoint } from "./space.ts";

const bars = fileURLToPath(new URL("../../../shared/market/quick46-2022-2024.parquet", import.meta.url));
const present = existsSync(bars);
if (!present) console.log("reference bars absent: the published search's corner is not looked at");

const FOREST_OPTIONS = { trees: 50, maxDepth: 10, seed: 42 };
const CORNER: SearchPoint = { method: "simple", profit: 15, stop: 12, horizon: 14 };
const INSIDE: readonly SearchPoint[] = [
  { method: "simple", profit: 10, stop: 5, horizon: 3 },
  { method: "triple_barrier", profit: 5, stop: 8, horizon: 10 },
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
async function scikitLearn({ matrix, close }: PublishedRows, point: SearchPoint): Promise<number> {
  const file = await writeMatrix(matrix, join(folder, "published.arrow"));
  const label = asPublishedLabels(close, labelsOfPoint(point));
  const kept = Uint32Array.from(label.keys()).filter((row) => label[row] !== 0);
  const classes = Int8Array.from(kept, (row) => label[row]!);
  const split = stratifiedSplit(classes, 0.3, FOREST_OPTIONS.seed);
  const rows = (places: Uint32Array): Uint32Array => places.map((place) => kept[place]!);
  const buys = (places: Uint32Array): Int8Array => Int8Array.from(places, (place) => +(classes[place] === 1));
  const params = { ...FOREST, trees: FOREST_OPTIONS.trees };
  const data = { matrix: file, rows: rows(split.train), target: buys(split.train), params, seed: 42 };
  const forest = await host.fit("random_forest", data);
  const probability = await host.predict(forest, { matrix: file, rows: rows(split.test) });
  return accuracy(
    buys(split.test),
    Int8Array.from(probability, (p) => +(p > 0.5)),
  );
}

const searched = (panel: Panel): Panel => selectTickers(panel, chooseTickers(panel, SEARCH_TICKERS, SEARCH_AT_LEAST));

test("has scikit-learn's accuracy on the same split, within the noise of a seed", async () => {
  const rows = await publishedRows(await readPanel("synthetic:tickers=12,years=2,seed=5"));
  for (const point of [CORNER, ...INSIDE]) {
    const ours = (await publishedObjective(rows, point, FOREST_OPTIONS))!;
    expect(Math.abs(ours.accuracy - (await scikitLearn(rows, point)))).toBeLessThan(0.03);
    expect(ours.value).toBeCloseTo(ours.accuracy - ours.overfitGap / 2, 12);
  }
});

test("believes no accuracy on hardly any rows", async () => {
  const rows = await publishedRows(await readPanel("synthetic:tickers=12,years=2,seed=5"));
  const rare: SearchPoint = { method: "simple", profit: 15, stop: 12, horizon: 1 };
  expect(await publishedObjective(rows, rare, FOREST_OPTIONS)).toBeUndefined();
});

test.runIf(present)("likes the corner of the space on real bars", async () => {
  const rows = await publishedRows(searched(await readPanel(bars)));
  const corner = (await publishedObjective(rows, CORNER, FOREST_OPTIONS))!;
  expect(corner.accuracy).toBeGreaterThan(0.88);
  expect(corner.accuracy).toBeLessThan(0.94);
  expect(Math.abs(corner.accuracy - (await scikitLearn(rows, CORNER)))).toBeLessThan(0.03);
  for (const point of INSIDE) {
    expect((await publishedObjective(rows, point, FOREST_OPTIONS))!.value).toBeLessThan(corner.value - 0.05);
  }
});

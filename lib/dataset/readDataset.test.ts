import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { equalWeightReturn, monthlyStatistics } from "../behaviour/index.ts";
import { purgedKFold } from "../cv/index.ts";
import { engineerFeatures, modelInputs, readFeature } from "../features/index.ts";
import { type LabelOptions, labelPanel } from "../labels/index.ts";
import { readPanel, selectTickers, writePanel, writePanelManifest } from "../market/index.ts";
import { buildDataset } from "./buildDataset.ts";
import { readDataset } from "./readDataset.ts";

const MARKET = "synthetic:tickers=12,years=2,seed=4";
const labels: LabelOptions = { method: "triple_barrier", profit: 0.05, stop: 0.08, horizon: 10 };
const choice = { options: labels, origin: "by hand" };

const FEATURE = `
import { defineFeature } from "trident-lab/features";
export default defineFeature({
  name: "gap_level", window: 2, scale: "price",
  compute: ({ open, close, length }, out) => { for (let i = 1; i < length; i++) out[i] = open[i] - close[i - 1]; },
});`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "read-dataset-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("a dataset is read as what it was made of: inputs, labels with their dates, statistics, calendar", async () => {
  const feature = join(folder, "gap.ts");
  await writeFile(feature, FEATURE);
  const out = join(folder, "whole");
  await buildDataset(MARKET, { out, labels: choice, features: [feature], threads: 1, partBars: 2000 });
  const whole = await readPanel(MARKET);
  const long = whole.tickers.filter((_, t) => whole.offsets[t + 1]! - whole.offsets[t]! >= 100);
  const panel = selectTickers(whole, long);
  const own = (await readFeature(feature)).feature;

  const read = await readDataset(out);
  expect(read.rows).toEqual(Uint32Array.from({ length: panel.rows }, (_, row) => row));
  expect(read.panel).toMatchObject({
    ...{ tickers: panel.tickers, rows: panel.rows, date: panel.date, session: panel.session },
    ...{ close: panel.close, adjClose: panel.adjClose, calendar: whole.calendar },
  });
  const inputs = modelInputs(panel, await engineerFeatures(panel, { features: [feature] }), [own]);
  expect(read.inputs.names).toEqual(inputs.names);
  expect(read.inputs.names.at(-1)).toBe("gap_level_to_close");
  // A file's dictionary does not tell -0 from 0.
  const plain = (values: Float32Array): Float32Array => values.map((value) => value + 0);
  expect(plain(read.inputs.values)).toEqual(plain(inputs.values));
  expect(read.labels).toEqual(labelPanel(panel, labels));
  expect(purgedKFold(read.labels, { rows: read.rows })).toEqual(purgedKFold(labelPanel(panel, labels)));
  expect(read.statistics).toEqual(monthlyStatistics(panel, equalWeightReturn(whole).value));
  expect(read.manifest.features).toMatchObject([{ name: "gap_level", scale: "price", history: 2, file: "gap.ts" }]);
});

test.each<LabelOptions>([
  { method: "triple_barrier", barriers: "vol", profit: 1, stop: 1.5, horizon: 8, primary: "momentum" },
  { method: "cross_sectional", profit: 0.2, stop: 0.3, horizon: 5 },
])("labels of parts are those of all tickers together: %j", async (options) => {
  const out = join(folder, options.method);
  const made = { out, labels: { options, origin: "by hand" }, threads: 1, partBars: 2000 };
  for (const number of [2, 1]) await buildDataset(MARKET, { ...made, shard: { number, of: 2 } });
  const { manifest } = await buildDataset(MARKET, { ...made, merge: true });
  const read = await readDataset(out);
  const labels = labelPanel(read.panel, options);
  expect(read.labels).toEqual(labels);
  expect(manifest!.labels.counts.buy).toBe(labels.label.filter((label) => label === 1).length);
  expect(manifest!.labels.counts.buy).toBeGreaterThan(100);
  for (const { train, test } of purgedKFold(read.labels)) {
    for (const row of [...train, ...test]) expect(labels.known[row]).toBe(1);
  }
});

test("days on which a ticker was no member are bars of the panel, and no rows", async () => {
  const panel = await readPanel(MARKET);
  const bars = join(folder, "members.parquet");
  await writePanel(bars, panel);
  await writePanelManifest(bars, {
    bias: "chosen by date",
    tickers: [{ ticker: panel.tickers[0]!, memberships: [{ since: "2023-06-01", until: null }] }],
  } as never);
  const out = join(folder, "members");
  await buildDataset(bars, { out, labels: choice, threads: 1 });
  const read = await readDataset(out);
  const first = read.rows.filter((row) => row < read.panel.offsets[1]!);
  expect(first.length).toBeGreaterThan(0);
  expect(first.length).toBeLessThan(read.panel.offsets[1]!);
  const absent = new Set(
    Array.from({ length: read.panel.offsets[1]! }, (_, row) => row).filter((row) => !first.includes(row)),
  );
  for (const row of absent) expect([read.labels.known[row], read.inputs.values[row]]).toEqual([0, Number.NaN]);
  expect(read.panel.origin.bias).toBe("chosen by date");
});

describe("what is no dataset is refused", () => {
  test("a folder without one", async () => {
    await expect(readDataset(join(folder, "nowhere"))).rejects.toThrow(/the folder is no dataset \(.*manifest.json\)/);
  });

  test.each(["dataset.parquet", "bars.parquet", "statistics.parquet", "calendar.json"])(
    "a changed %s",
    async (name) => {
      const out = join(folder, `changed-${name}`);
      await buildDataset("synthetic:tickers=4,years=1", { out, labels: choice, threads: 1 });
      await copyFile(join(out, "manifest.json"), join(out, name));
      await expect(readDataset(out)).rejects.toThrow(
        `the dataset is not whole: the file has changed (${join(out, name)})`,
      );
      await rm(join(out, name));
      await expect(readDataset(out)).rejects.toThrow("the file is not there");
    },
  );

  test("a manifest that is none", async () => {
    const out = join(folder, "manifest");
    await buildDataset("synthetic:tickers=4,years=1", { out, labels: choice, threads: 1 });
    const path = join(out, "manifest.json");
    const manifest = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
    await writeFile(path, JSON.stringify({ ...manifest, rows: -1 }));
    await expect(readDataset(out)).rejects.toThrow("this is no manifest of a dataset: rows");
    await writeFile(path, JSON.stringify({ ...manifest, rows: 3 }));
    await expect(readDataset(out)).rejects.toThrow("rows, its manifest says 3");
  });
});

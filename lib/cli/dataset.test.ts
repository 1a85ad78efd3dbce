import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { registerDataset } from "./dataset.ts";
import { runCommand } from "./test/runCommand.ts";

const FIXED = ["--method", "triple_barrier", "--profit", "0.05", "--stop", "0.08", "--horizon", "5"];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cli-dataset-"));
  const P = { method: "simple", profit: 0.04, stop: 0.03, horizon: 5, value: 1, deflated: 0.2 };
  await writeFile(join(folder, "params.json"), JSON.stringify({ published: { ...P, profit: 0.15 }, honest: P }));
});
afterAll(() => rm(folder, { recursive: true }));

function dataset(...words: readonly string[]) {
  return runCommand([registerDataset], ["dataset", ...words], folder);
}

test("a searched labelling, shard by shard, merged with CSV; the person and the manifest are told the same", async () => {
  const call = ["synthetic:tickers=3,years=1", "--out", "d", "--labels", "params.json"];
  const shard = await dataset(...call, "--shard", "1/1");
  expect([shard.code, shard.out]).toEqual([0, expect.stringContaining("1 of 1 parts are made")]);
  const { code, out } = await dataset(...call, "--merge", "--csv", "--json");
  expect(code).toBe(0);
  const manifest = JSON.parse(await readFile(join(folder, "d", "manifest.json"), "utf8"));
  expect(JSON.parse(out).manifest).toEqual(manifest);
  expect(manifest.labels).toMatchObject({
    origin: "params.json: honest",
    parameters: { method: "simple", profit: 0.04 },
  });
  expect(Object.keys(manifest.outputs)).toContain("training_data_ultimate.csv");
  const published = await dataset(...call, "--which", "published");
  expect(published.out).toMatch(/simple \+15 % \/ -3 % in 5 bars \(params\.json: published\)/);
});

test("labels by flags, with barriers by volatility for what a rule buys, reach the manifest", async () => {
  const flags = "--method triple_barrier --barriers vol --profit 1.5 --stop 2 --horizon 5 --primary mean_reversion";
  const { code, out } = await dataset("synthetic:tickers=3,years=1", "--out", "vol", ...flags.split(" "));
  expect([code, out]).toEqual([
    0,
    expect.stringContaining("triple_barrier +1.5 σ / -2 σ in 5 bars of what mean_reversion buys (given, not searched)"),
  ]);
  const { labels } = JSON.parse(await readFile(join(folder, "vol", "manifest.json"), "utf8"));
  expect(labels.parameters).toEqual({
    ...{ method: "triple_barrier", profit: 1.5, stop: 2, horizon: 5 },
    ...{ barriers: "vol", primary: "mean_reversion" },
  });
  expect(labels.counts.unknown).toBeGreaterThan(3 * labels.counts.buy);
});

test("a feature of one's own is a column, named in the manifest with the hash of its source", async () => {
  const source =
    'import { defineFeature } from "trident-lab/features";\n' +
    'export default defineFeature({ name: "twice_return", window: 2, scale: "free",\n' +
    "  compute: ({ close, length }, out) => { for (let i = 1; i < length; i++) out[i] = 2 * (close[i] / close[i - 1] - 1); } });";
  await writeFile(join(folder, "twice.ts"), source);
  const { code, out } = await dataset("synthetic:tickers=3,years=1", "--out", "own", "--feature", "twice.ts", "--json");
  expect(code).toBe(0);
  const { manifest } = JSON.parse(out);
  expect(manifest.columns[2 + 71]).toBe("twice_return");
  const sha256 = createHash("sha256").update(source).digest("hex");
  expect(manifest.features).toEqual([
    { name: "twice_return", window: 2, scale: "free", history: 2, file: "twice.ts", sha256 },
  ]);
});

test.each([
  [["--feature", "none.ts"], /there is no such file or folder \(.*none\.ts\)/, 2],
  [["--shard", "1"], /--shard is '1': give K\/N/, 2],
  [["--shard", "3/2"], /--shard is '3\/2': give K\/N with K from 1 to N/, 2],
  [["--spy", "x.csv"], /--spy and --vix go together/, 2],
  [["--barriers", "vol"], /--method, --profit, --stop and --horizon go together/, 2],
  [[...FIXED, "--labels", "params.json"], /--labels is given beside flags/, 2],
  [[...FIXED, "--stop", "8"], /--stop is '8': give a fraction/, 2],
  [[...FIXED, "--barriers", "vol", "--method", "simple"], /barriers is 'vol' with the simple method/, 2],
  [["--labels", "none.json"], /none\.json/, 2],
])("%j is refused in one line", async (words, message, exit) => {
  const { code, err } = await dataset("synthetic:tickers=3,years=1", "--out", "e", ...words);
  expect([code, err.trim().split("\n").length]).toEqual([exit, 1]);
  expect(err).toMatch(message);
});

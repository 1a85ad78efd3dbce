import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashFile } from "../../files/index.ts";
import { Ledger } from "../../ledger/index.ts";
import { verifyBundle } from "../../model/index.ts";
import { believable } from "../believable.ts";
import type { Training } from "../trainTrident.ts";
import { tridentSummary } from "../tridentSummary.ts";
import { bundleBytes, inFolder, makeTestFolder, smallDataset, smallTraining, TINY } from "./smallTraining.ts";

let folder: string;
let dataset: string;
let first: Training;

beforeAll(async () => {
  folder = await makeTestFolder();
  dataset = await smallDataset(folder);
  first = await smallTraining(folder, dataset);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a bundle of every engine in every cluster, whole by its own hashes, made of its tuning span alone", async () => {
  const { manifest, folds, spans, data, clusters } = first;
  expect((await verifyBundle(first.out)).every(({ passed }) => passed)).toBe(true);
  expect(manifest.members.map(({ cluster, engine }) => `${cluster} ${engine}`)).toEqual(
    clusters.flatMap(({ number }) => [`${number} xgboost`, `${number} lightgbm`]),
  );
  const tuning = new Set(spans.tuning.rows);
  const latest = Math.max(...Array.from(spans.tuning.rows, (row) => data.labels.exitSession[row]!));
  for (const row of spans.calibration.rows) expect(data.labels.decisionSession[row]).toBeGreaterThan(latest);
  for (const { train, test: tested } of folds) {
    for (const row of [...train, ...tested]) expect(tuning.has(row)).toBe(true);
  }
  const rows = manifest.members.filter(({ engine }) => engine === "xgboost").map((member) => member.rows);
  expect(rows.reduce((sum, each) => sum + each)).toBe(spans.tuning.rows.length);
  for (const { prior, outOfFold } of manifest.members) {
    expect(prior[0]! + prior[1]!).toBeCloseTo(1, 12);
    expect(outOfFold.trials).toBe(2);
    expect(outOfFold.aucVolatilityOnly).toBeGreaterThan(0);
  }
});

test("what is too good to be true is said first: probabilities made of what comes are a leak", () => {
  expect(believable(first).status).toBe("pass");
  expect(tridentSummary(first)).toMatch(/^- Nothing here is too good to be true\./);
  const { ret } = first.data.labels;
  const members = first.members.map((member) => ({
    ...member,
    probability: Float64Array.from(member.plan.folds.flatMap(({ test }) => Array.from(test, (row) => ret[row]!))),
  }));
  const { lines } = believable({ ...first, members });
  expect(lines).toHaveLength(3 * members.length);
  // A cluster of few tickers has no daily order of them.
  for (const { id, status } of lines) if (!id.startsWith("rank_ic")) expect([id, status]).toEqual([id, "fail"]);
  expect(tridentSummary({ ...first, members })).toMatch(
    /^- Too good to be true: AUC less that of volatility alone, cluster/,
  );
});

test("every trial is in the ledger with the daily returns of the reference policy", () => {
  const ledger = new Ledger(join(folder, "ledger.sqlite"));
  const trials = ledger.trials();
  ledger.close();
  expect(trials.length).toBe(first.members.length * TINY.trials);
  for (const { status, returns } of trials) {
    expect(status).toBe("complete");
    expect(returns!.dates.length).toBeGreaterThan(200);
  }
});

test("going on with what is done changes no byte and counts nothing twice", async () => {
  const before = await bundleBytes(first.out);
  const again = await smallTraining(folder, dataset, { resume: true });
  expect(await bundleBytes(first.out)).toEqual(before);
  expect(again.manifest).toEqual(first.manifest);
  expect(again.members.map(({ probability }) => probability)).toEqual(
    first.members.map(({ probability }) => probability),
  );
  const ledger = new Ledger(join(folder, "ledger.sqlite"));
  expect(ledger.count().all).toBe(first.members.length * TINY.trials);
  ledger.close();
}, 120_000);

test("two workers, interrupted and gone on with: the bytes of one that was left alone", async () => {
  await inFolder(async (other) => {
    const stop = new AbortController();
    let trials = 0;
    const halted = smallTraining(other, dataset, {
      workers: 2,
      signal: stop.signal,
      onProgress: () => {
        if (++trials === 3) stop.abort(new Error("enough"));
      },
    });
    await expect(halted).rejects.toThrow("enough");
    const told: string[] = [];
    const onProgress = (done: number, total: number): unknown => told.push(`${done} of ${total}`);
    await smallTraining(other, dataset, { workers: 2, resume: true, onProgress });
    expect(told.at(-1)).toBe("8 of 8");
    expect(await bundleBytes(join(other, "bundle"))).toEqual(await bundleBytes(first.out));
  });
}, 240_000);

test("where models get fewer trees to keep the time, the ledger knows that as another search", async () => {
  await inFolder(async (folder) => {
    const settings = { profile: { ...TINY, trees: 60 }, clusters: 1, members: ["xgboost"] } as const;
    await smallTraining(folder, dataset, { ...settings, trials: 1 });
    const out = join(folder, "hurried");
    const { manifest, notes } = await smallTraining(folder, dataset, { ...settings, out, minutes: 1e-6 });
    expect(manifest.training).toMatchObject({ trials: 4, trees: 50 });
    expect(notes).toContainEqual("models get at most 50 trees, not 60: 4 trials of more take over 0.000001 minutes");
  });
}, 60_000);

test("a folder that has a training, or another one, or one under way, is refused with what to do", async () => {
  await expect(smallTraining(folder, dataset)).rejects.toThrow(/has a training already .*--resume/);
  await expect(smallTraining(folder, dataset, { resume: true, seed: 7 })).rejects.toThrow(
    /is another one: seed was 42, not 7 .*Give the same settings/,
  );
  // Whichever of two takes the folder first.
  const both = await Promise.allSettled([1, 2].map(() => smallTraining(folder, dataset, { resume: true })));
  const refused = both.flatMap((each) => (each.status === "rejected" ? [String(each.reason)] : []));
  expect(refused).toEqual([expect.stringContaining("another training is going on")]);
}, 120_000);

test("a file of the bundle that was changed or lost is found, and made again", async () => {
  const path = join(first.out, first.manifest.members[0]!.file);
  const { sha256 } = await hashFile(path);
  await rm(path);
  expect((await verifyBundle(first.out)).filter(({ passed }) => !passed)).toMatchObject([
    { id: "file", subject: first.manifest.members[0]!.file, detail: "is not there" },
  ]);
  await smallTraining(folder, dataset, { resume: true });
  expect((await hashFile(path)).sha256).toBe(sha256);
  expect((await readFile(join(first.out, "run.json"), "utf8")).includes("peakMemory")).toBe(true);
}, 120_000);

import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { registerDataset } from "./dataset.ts";
import { registerPlan } from "./plan.ts";
import { runCommand } from "./test/runCommand.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cli-plan-"));
  await trident("dataset", "synthetic:tickers=10,years=2,seed=4", "--out", "d");
}, 300_000);
afterAll(() => rm(folder, { recursive: true }));

function trident(...words: readonly string[]) {
  return runCommand([registerDataset, registerPlan], words, folder);
}

test("time by what was measured, on more machines less; a warning before a run that outlives a session; nothing is left", async () => {
  const before = await readdir(folder);
  const small = ["--profile", "micro", "--clusters", "1", "--members", "lgb", "--workers", "1"];
  const { code, out, err } = await trident("plan", "d", ...small, "--trials", "10000000", "--nodes", "6", "--json");
  expect([code, err]).toEqual([0, expect.stringMatching(/3 of 3 samples measured; lightgbm, \d+ rows/)]);
  const plan = JSON.parse(out);
  expect(plan).toMatchObject({ trials: 10_000_000, folds: 3, workers: 1, clusters: 1, columns: 67, gpu: null });
  // Twelve draws at the smallest of three sizes, three of them again at the others, each about twice the one before: folds
  // are not all of one size.
  const sizes = plan.measured.lightgbm.map(({ rows }: { rows: number }) => rows);
  expect(sizes).toHaveLength(18);
  expect(Math.abs(sizes[17] / sizes[0] - 4)).toBeLessThan(0.2);
  // A trial has three folds, and the whole is so many trials of one member, four of which may be under way at a time.
  const [one, two, , four, , six] = plan.nodes;
  expect(one.seconds / (10_000_000 * plan.trial.lightgbm)).toBeCloseTo(1, 2);
  expect(two.seconds / one.seconds).toBeCloseTo(1 / 2, 2);
  expect(four.seconds / one.seconds).toBeCloseTo(1 / 4, 2);
  expect(six.seconds / four.seconds).toBeCloseTo(1, 2);
  expect(one.low).toBeLessThanOrEqual(one.seconds);
  expect(one.high).toBeGreaterThan(one.seconds);
  expect(plan.warnings).toEqual(
    [12, 24].map((hours) =>
      expect.stringMatching(new RegExp(`outlive a session of ${hours} h.*every trial is a checkpoint.*--resume`)),
    ),
  );
  expect(plan.memory.matrix).toBeGreaterThan(4 * 67 * plan.rows);
  expect(await readdir(folder)).toEqual(before);
}, 300_000);

test("a folder that is no dataset, or a member that there is not, is refused in one line", async () => {
  const none = await trident("plan", "none");
  expect([none.code, none.err]).toEqual([
    2,
    expect.stringMatching(/no such file or folder .* Make it with 'trident dataset/),
  ]);
  const odd = await trident("plan", "d", "--members", "xgb,forest");
  expect([odd.code, odd.err]).toEqual([2, expect.stringMatching(/give a list of xgb, lgb, cat, mlp, each once/)]);
});

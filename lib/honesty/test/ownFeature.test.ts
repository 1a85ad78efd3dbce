import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { quickValidator } from "../../baseline/index.ts";
import { type EngineHost, startEngineHost } from "../../engines/index.ts";
import { Ledger } from "../../ledger/index.ts";
import { readPanel } from "../../market/index.ts";
import { STRATEGIES } from "../../published/index.ts";
import { searchLabels } from "../../search/index.ts";
import { waterfall } from "../waterfall.ts";

// One file with a feature of one's own goes through every phase that computes features.
const folder = mkdtempSync(join(tmpdir(), "own-feature-"));
const file = join(folder, "gap.ts");
const source = (factor: number): string => `
import { defineFeature } from "trident-lab/features";
export default defineFeature({
  name: "overnight_gap", window: 2, scale: "free",
  compute: ({ open, close, length }, out) => {
    for (let i = 1; i < length; i++) out[i] = ${factor} * (open[i] / close[i - 1] - 1);
  },
});`;
writeFileSync(file, source(1));

let host: EngineHost;
beforeAll(() => {
  host = startEngineHost();
});
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});
const panel = await readPanel("synthetic:tickers=6,years=2,seed=7");

test("the quick validator's forests see it under both protocols", async () => {
  const [result] = await quickValidator(panel, { features: [file], strategies: [STRATEGIES[1]!], draws: 100, host });
  for (const { importances } of [result!.published, result!.honest]) {
    const own = importances.find(({ name }) => name === "overnight_gap");
    expect(own).toMatchObject({ group: "your own", importance: expect.any(Number) });
    expect(own!.importance).toBeGreaterThan(0);
  }
});

test("the label search is another study with it, and with another source of it; its result names it", async () => {
  const ledger = new Ledger(join(folder, "ledger.sqlite"));
  const search = (features: readonly string[]) =>
    searchLabels(panel, {
      trials: 1,
      forest: { trees: 2, maxDepth: 3 },
      file: join(folder, "s.sqlite"),
      ledger,
      host,
      features,
    });
  const without = await search([]);
  const own = await search([file]);
  writeFileSync(file, source(2));
  const changed = await search([file]);
  expect(without.best.study.features).toEqual([]);
  expect(own.best.study.features).toMatchObject([{ name: "overnight_gap", file: "gap.ts" }]);
  const names = [without, own, changed].map(({ best }) => best.study.honest);
  expect(new Set(names).size).toBe(3);
  expect(names[1]).toContain("overnight_gap");
  // The bars are the same, so that all trials count together.
  expect(changed.best.study.counted).toBe(6);
  ledger.close();
});

test("the waterfall takes it", async () => {
  const candidates = [{ method: "simple", profit: 0.05, stop: 0.05, horizon: 5 }] as const;
  const options = { candidates, trees: 3, seeds: 1, draws: 100, host };
  const without = await waterfall(panel, options);
  const own = await waterfall(panel, { ...options, features: [file] });
  expect(own.steps.map(({ id }) => id)).toEqual(without.steps.map(({ id }) => id));
  expect(own.steps.map(({ auc }) => auc)).not.toEqual(without.steps.map(({ auc }) => auc));
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type EngineHost, startEngineHost } from "../../engines/index.ts";
import { writeMatrix } from "../../files/index.ts";
import { tripleBarrier } from "../../labels/index.ts";
import { readPanel } from "../../market/index.ts";
import type { Strategy } from "../../published/index.ts";
import { createMatrix, matrixColumn } from "../../runtime/index.ts";
import { believable } from "../believable.ts";
import { honestData } from "../honestData.ts";
import type { HonestResult, StrategyResult } from "../result.ts";
import { runHonest } from "../runHonest.ts";

const strategy: Strategy = { id: "triple_barrier", method: "triple_barrier", profit: 0.05, stop: 0.08, horizon: 5 };
const settings = { seed: 42, draws: 200 };

let folder: string;
let host: EngineHost;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "honest-"));
  host = startEngineHost();
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});

test("without a signal the forest has no alpha and earns no more than always buying; with a planted leak it is caught at once", async () => {
  const panel = await readPanel("synthetic:tickers=20,years=2,seed=11");
  const labels = tripleBarrier(panel, strategy);
  const data = await honestData(panel, 251, [], folder);
  const honest = await runHonest(host, data, labels, strategy, settings);
  const labelled = data.rows.filter((row) => labels.known[row] === 1);
  expect(honest.rows).toBe(labelled.length);
  expect(honest.alwaysBuy.rows).toBe(labelled.length);
  const { estimate, standardError } = honest.overAlwaysBuy!;
  expect(Math.abs(estimate / standardError)).toBeLessThan(4);
  expect(Math.abs(honest.alpha!.t)).toBeLessThan(4);
  expect(honest.alwaysBuy.breakEven + honest.alwaysBuy.edge.estimate).toBeCloseTo(
    honest.alwaysBuy.winRate.estimate,
    12,
  );

  // The leak: tomorrow's outcome, lightly veiled, in the place of a harmless column.
  const leaked = createMatrix(data.inputs.names, data.inputs.rows);
  leaked.values.set(data.inputs.values);
  const column = matrixColumn(leaked, "kurtosis_20");
  column.set(Float32Array.from(labels.ret, (ret, row) => ret + 0.01 * Math.sin(row)));
  const matrix = await writeMatrix(leaked, join(folder, "leaked.arrow"));
  const caught = await runHonest(host, { ...data, inputs: leaked, matrix }, labels, strategy, settings);
  expect(caught.auc.low).toBeGreaterThan(0.95);
  expect(caught.overAlwaysBuy!.low).toBeGreaterThan(0);
  expect(caught.alpha!.t).toBeGreaterThan(4);
  const judge = (of: HonestResult) => believable([{ strategy, honest: of } as StrategyResult]);
  expect(judge(honest).status).toBe("pass");
  // Where hardly a trade loses, the break-even rate is not known, nor the edge.
  const lines = new Map(judge(caught).lines.map((line) => [line.id, line]));
  for (const measure of ["auc", "sign_auc", "rank_ic"]) {
    const line = lines.get(`${measure} triple_barrier`);
    expect(line).toMatchObject({ status: "fail" });
    expect(line!.detail).toContain("A leak until proven otherwise.");
  }
  expect([...caught.importances].sort((a, b) => b.importance - a.importance)[0]!.name).toBe("kurtosis_20");
});

test("the same panel and seed give the same result", async () => {
  const panel = await readPanel("synthetic:tickers=6,years=2,seed=5");
  const labels = tripleBarrier(panel, strategy);
  const data = await honestData(panel, 120, [], folder);
  const once = await runHonest(host, data, labels, strategy, settings);
  expect(await runHonest(host, data, labels, strategy, settings)).toEqual(once);
});

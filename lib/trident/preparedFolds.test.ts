import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { purgedKFold } from "../cv/index.ts";
import { type BoosterName, type EngineHost, startEngineHost } from "../engines/index.ts";
import { engineerFeatures, modelInputs } from "../features/index.ts";
import { type MatrixFile, writeMatrix } from "../files/index.ts";
import { labelPanel } from "../labels/index.ts";
import { readPanel } from "../market/index.ts";
import { foldRows } from "./foldRows.ts";
import { prepareFolds } from "./preparedFolds.ts";
import { fitParams, stopsEarly } from "./spaces.ts";
import { runLoop, writeLoop } from "./test/plainLoop.ts";

let host: EngineHost;
let folder: string;
let matrix: MatrixFile;
const panel = await readPanel("synthetic:tickers=12,years=2,seed=8");
const labels = labelPanel(panel, { method: "triple_barrier", profit: 0.04, stop: 0.04, horizon: 5 });
const folds = purgedKFold(labels, { folds: 2 });
const LIMITS = { trees: 30, depth: 10, stoppingRounds: 4 };
const POINTS: Readonly<Record<BoosterName, Readonly<Record<string, number>>>> = {
  xgboost: { trees: 20, maxDepth: 4, learningRate: 0.1, subsample: 0.7, columnShare: 0.6 },
  lightgbm: { leaves: 20, learningRate: 0.1, columnShare: 0.6 },
  catboost: { maxDepth: 4, learningRate: 0.1, lambda: 3 },
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "prepared-folds-test-"));
  host = startEngineHost();
  matrix = await writeMatrix(modelInputs(panel, await engineerFeatures(panel)), join(folder, "inputs.arrow"));
}, 60_000);
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

/** The plain loop's greatest difference in log-loss from the host's: to 1e-6, CatBoost to 1e-4. */
const NEAR: Readonly<Record<BoosterName, number>> = { xgboost: 1e-6, lightgbm: 1e-6, catboost: 1e-4 };

test.each([2, 3] as const)(
  "%d classes: scores are those of a plain Python loop over data frames",
  async (classes) => {
    const target = labels.label.map((label) => (classes === 2 ? +(label === 1) : label + 1));
    const engines = ["xgboost", "lightgbm", "catboost"] as const;
    const mine = (row: number) => row % 3 > 0;
    const rowsOf = (engine: BoosterName) => folds.map((fold) => foldRows(labels, fold, mine, stopsEarly(engine)));
    const all = { matrix, target, classes, device: "cpu", threads: 1 } as const;
    const trials = engines.map((engine) => ({
      member: { name: engine, engine, folds: rowsOf(engine) },
      params: fitParams(engine, POINTS[engine], LIMITS),
      seed: 7,
    }));
    const peer = runLoop(writeLoop(folder, all, trials, { rounds: LIMITS.stoppingRounds }));
    for (const [t, { member, params, seed }] of trials.entries()) {
      const { engine } = member;
      const prepared = prepareFolds(host, engine, { ...all, folds: member.folds });
      for (const [k, theirs] of peer[t]!.entries()) {
        const ours = await prepared.score(k, params, seed);
        expect(Math.abs(ours.logLoss - theirs.loss), `${engine}, fold ${k}`).toBeLessThan(NEAR[engine]);
        const away = theirs.p.map((p, i) => Math.abs(p - ours.probability[i]!));
        expect(Math.max(...away), `${engine}, fold ${k}`).toBeLessThan(NEAR[engine]);
        expect(ours.testRows).toBe(member.folds[k]!.test.length);
        expect(ours.trainAuc).toBeGreaterThan(ours.auc);
      }
      await prepared.release();
    }
  },
  120_000,
);

test("whatever rows weigh, the classes' frequencies come back", async () => {
  const target = labels.label.map((label) => +(label === 1));
  const weight = Float64Array.from(target, (each, row) => (each === 1 ? 4 : 1) * (1 + (row % 3)));
  for (const engine of ["xgboost", "lightgbm", "catboost"] as const) {
    const of = folds.map((fold) => foldRows(labels, fold, () => true, stopsEarly(engine)));
    const all = { matrix, target, classes: 2, device: "cpu", threads: 1, folds: of } as const;
    const params = fitParams(engine, POINTS[engine], LIMITS);
    const mean = async (given: Float64Array | undefined): Promise<number> => {
      const prepared = prepareFolds(host, engine, { ...all, weight: given });
      const { probability } = await prepared.score(0, params, 7);
      await prepared.release();
      return probability.reduce((sum, p) => sum + p, 0) / probability.length;
    };
    const [weighted, plain] = [await mean(weight), await mean(undefined)];
    // Twenty small steps from a start of other odds leave a little of it.
    expect(Math.abs(weighted - plain), engine).toBeLessThan(0.08);
    // Not put right, class 1 of four times the weight would have about this.
    expect(weighted, engine).toBeLessThan((4 * plain) / (3 * plain + 1) - 0.1);
  }
}, 60_000);

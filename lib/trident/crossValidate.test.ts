import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { venvProgram } from "trident-base/project";
import { afterAll, beforeAll, expect, test } from "vitest";
import { purgedKFold } from "../cv/index.ts";
import { type EngineHost, startEngineHost } from "../engines/index.ts";
import { engineerFeatures, modelInputs } from "../features/index.ts";
import { labelPanel } from "../labels/index.ts";
import { readPanel } from "../market/index.ts";
import { crossValidate } from "./crossValidate.ts";

let host: EngineHost;
beforeAll(() => {
  host = startEngineHost();
});
afterAll(() => host.close());

const panel = await readPanel("synthetic:tickers=8,years=2,seed=5");
const inputs = modelInputs(panel, await engineerFeatures(panel));
const labels = labelPanel(panel, { method: "triple_barrier", profit: 0.03, stop: 0.03, horizon: 5 });
const folds = purgedKFold(labels, { folds: 3 });

const PEER = `
import json, sys
import numpy as np
from sklearn.metrics import log_loss, roc_auc_score
folds = json.load(open(sys.argv[1]))
print(json.dumps([[roc_auc_score(f["actual"], f["score"]), log_loss(f["actual"], f["score"])] for f in folds]))`;

test("each fold's rows are scored by a model that has not seen them, as scikit-learn counts it", async () => {
  const told: string[] = [];
  const result = await crossValidate("logistic_regression", {
    ...{ inputs: only(["returns_1", "atr_ratio"]), labels, folds: warm(), host },
    onProgress: (done, total, note) => told.push(`${done}/${total} ${note}`),
  });
  expect(told).toEqual(["1/3 fold 1 of 3", "2/3 fold 2 of 3", "3/3 fold 3 of 3"]);
  const folder = mkdtempSync(join(tmpdir(), "cross-validate-test-"));
  try {
    const file = join(folder, "folds.json");
    const told = warm().map(({ test }) => ({
      actual: Array.from(test, (row) => +(labels.label[row] === 1)),
      score: Array.from(test, (row) => result.score[row]),
    }));
    writeFileSync(file, JSON.stringify(told));
    const peer = JSON.parse(
      execFileSync(venvProgram("python"), ["-c", PEER, file], { encoding: "utf8" }),
    ) as number[][];
    for (const [k, [auc, logLoss]] of peer.entries()) {
      expect(result.folds[k]!.auc).toBeCloseTo(auc!, 10);
      expect(result.folds[k]!.logLoss).toBeCloseTo(logLoss!, 10);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const tested = new Set(warm().flatMap(({ test }) => [...test]));
  result.score.forEach((value, row) => {
    expect(Number.isNaN(value)).toBe(!tested.has(row));
  });
});

test("barrier labels measure volatility: alone it ranks as well as a booster on all inputs", async () => {
  const { auc, aucVolatilityOnly } = await crossValidate("lightgbm", {
    ...{ inputs, labels, folds, host, params: { trees: 30, leaves: 8 } },
    target: labels.label.map((value) => +(value !== 0)),
  });
  expect(aucVolatilityOnly).toBeGreaterThan(0.6);
  expect(auc.estimate).toBeLessThan(aucVolatilityOnly + 0.05);
});

test("a target of one class, other rows and no folds are refused", async () => {
  const all = { inputs, labels, folds, host };
  await expect(crossValidate("lightgbm", { ...all, target: new Int8Array(labels.rows) })).rejects.toThrow(
    /all \d+ training rows of fold 1 of 3 are negative/,
  );
  await expect(crossValidate("lightgbm", { ...all, target: new Int8Array(3) })).rejects.toThrow(/3 targets for/);
  await expect(crossValidate("lightgbm", { ...all, folds: [] })).rejects.toThrow("there are no folds");
  await expect(
    host.fit("lightgbm", { matrix: inputs as never, rows: [[0, 9]], target: new Int8Array(9), params: {}, seed: 1 }),
  ).rejects.toThrow("the engine host reads matrices from files, and this is none. Give what writeMatrix");
});

/** Folds of rows that have all inputs: a logistic regression takes no missing values. */
function warm() {
  const whole = (row: number): boolean =>
    row - panel.offsets[panel.offsets.findLastIndex((from) => from <= row)]! >= 60;
  return folds.map((fold) => ({ ...fold, train: fold.train.filter(whole), test: fold.test.filter(whole) }));
}

function only(names: readonly string[]) {
  const columns = names.map((name) => inputs.names.indexOf(name) * inputs.stride);
  const values = new Float32Array(new SharedArrayBuffer(4 * inputs.stride * names.length));
  columns.forEach((from, j) => {
    values.set(inputs.values.subarray(from, from + inputs.stride), j * inputs.stride);
  });
  return { ...inputs, names, values };
}

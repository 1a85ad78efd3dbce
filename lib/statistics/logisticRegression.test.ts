import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { logisticRegression } from "./logisticRegression.ts";

/** Logits of three members that agree by and large, and what came of them. */
function rows(count: number, scale = 1) {
  const random = createRandom("logistic rows", count);
  const common = Array.from({ length: count }, () => random.normal());
  const columns = [0.9, 0.5, 0].map((share) => common.map((c) => scale * (share * c + 0.4 * random.normal())));
  const target = common.map((c) => (random.uniform() < 1 / (1 + Math.exp(-0.7 * c - 0.4)) ? 1 : 0));
  return { columns, target };
}

test("equals scikit-learn", () => {
  const plain = rows(2000);
  const cases = [
    { ...plain, lambda: 0 },
    { ...plain, lambda: 1 },
    { ...rows(400, 30), lambda: 100 },
    { ...plain, target: plain.target.map((t) => (t === 1 ? 0.98 : 0.03)), lambda: 0 },
    // The same column twice has an answer with a penalty alone.
    { columns: [plain.columns[0]!, plain.columns[0]!], target: plain.target, lambda: 0.5 },
    { columns: [[-3, -2, -1, 1, 2, 3]], target: [0, 0, 0, 1, 1, 1], lambda: 0.01 },
  ];
  const script = fileURLToPath(new URL("./test/logistic.py", import.meta.url));
  const run = spawnSync(venvProgram("python"), [script], { input: JSON.stringify(cases), encoding: "utf8" });
  expect(run.status, run.stderr).toBe(0);
  const peers = JSON.parse(run.stdout);
  cases.forEach((options, k) => {
    const { intercept, weights } = logisticRegression(options);
    expect(Math.abs(intercept - peers[k].intercept), `case ${k}`).toBeLessThan(1e-6);
    weights.forEach((weight, j) => {
      expect(Math.abs(weight - peers[k].weights[j]), `case ${k}, weight ${j}`).toBeLessThan(1e-6);
    });
  });
});

test("without an input it is the share of positives", () => {
  expect(logisticRegression({ columns: [], target: [1, 1, 1, 0] }).intercept).toBeCloseTo(Math.log(3), 12);
});

test("what has no answer is refused", () => {
  const { columns, target } = rows(50);
  const run = (changed: object) => () => logisticRegression({ columns, target, ...changed });
  expect(run({ target: target.slice(1) })).toThrow("lengths differ");
  expect(run({ target: target.map(() => 1) })).toThrow("all 50 rows are of one class");
  expect(run({ target: target.map((t, i) => (i === 3 ? 2 : t)) })).toThrow("target 3 is 2");
  expect(run({ columns: [columns[0]!.with(7, NaN)] })).toThrow("row 7 of column 0 is NaN");
  expect(run({ columns: [columns[0], columns[0]] })).toThrow("no best weights");
  expect(run({ columns: [target] })).toThrow("no best weights");
  expect(run({ lambda: -1 })).toThrow("lambda is -1");
});

test("a column counts for what it varies, however far from 0", () => {
  const { columns, target } = rows(500);
  const { intercept, weights } = logisticRegression({ columns, target });
  const far = logisticRegression({ columns: columns.map((column) => column.map((x) => 1e-3 * x + 4096)), target });
  far.weights.forEach((weight, j) => {
    expect(weight / 1000).toBeCloseTo(weights[j]!, 6);
  });
  expect(far.intercept + 4096 * far.weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(intercept, 6);
});

test("rounding alone stops no fit", () => {
  // Of 4000 such samples six were once refused: the last steps changed a sum of thousands by less than its rounding.
  for (const seed of [1093, 1248, 1682]) {
    const random = createRandom("rounding", seed);
    const sd = 0.2 + (seed % 7) * 0.2;
    const column = Float64Array.from({ length: 2000 + 20 * (seed % 300) }, () => -0.9 + sd * random.normal());
    const slope = (seed % 5) * 0.2;
    const target = Int8Array.from(column, (x) => +(random.uniform() < 1 / (1 + Math.exp(0.1 - slope * x))));
    const { intercept, weights } = logisticRegression({ columns: [column], target, lambda: 1 });
    const residual = column.map((x, i) => 1 / (1 + Math.exp(-intercept - weights[0]! * x)) - target[i]!);
    expect(residual.reduce((sum, r) => sum + r, 0)).toBeCloseTo(0, 6);
    expect(residual.reduce((sum, r, i) => sum + r * column[i]!, weights[0]!)).toBeCloseTo(0, 6);
  }
});

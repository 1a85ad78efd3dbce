import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeMatrix } from "../../files/index.ts";
import { createMatrix, createRandom, type Matrix } from "../../runtime/index.ts";
import { auc } from "../../statistics/index.ts";
import type { EngineHost } from "../host.ts";
import { startEngineHost } from "../startEngineHost.ts";
import { binFold } from "./binFold.ts";
import { forestProbability } from "./forest.ts";

const TRAIN = 1500;
const TEST = 1500;
const COLUMNS = 30;
const OPTIONS = { trees: 50, maxDepth: 10, seed: 7 };
const train = Uint32Array.from({ length: TRAIN }, (_, i) => i);
const testRows = Uint32Array.from({ length: TEST }, (_, i) => TRAIN + i);

/** Columns of noise with gaps, and classes that two of them shift. */
function example(seed: number, strength: number): { readonly matrix: Matrix; readonly target: Int8Array } {
  const random = createRandom("forest example", seed);
  const names = Array.from({ length: COLUMNS }, (_, j) => `x${j}`);
  const matrix = createMatrix(names, TRAIN + TEST);
  const at = (j: number, row: number): number => matrix.values[j * matrix.stride + row]!;
  for (let j = 0; j < COLUMNS; j++) {
    for (let row = 0; row < matrix.rows; row++) {
      matrix.values[j * matrix.stride + row] = j % 5 === 4 && row % 11 === 0 ? Number.NaN : random.normal();
    }
  }
  const target = Int8Array.from({ length: matrix.rows }, (_, row) =>
    Number(random.uniform() < 1 / (1 + Math.exp(1 - strength * (at(0, row) + at(1, row) * at(2, row))))),
  );
  return { matrix, target };
}

let folder: string;
let host: EngineHost;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "forest-"));
  host = startEngineHost();
});
afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});

test.each([0, 0.5, 1.5])("ranks unseen rows as scikit-learn's forest does, at a signal of %d", async (strength) => {
  const { matrix, target } = example(1, strength);
  const ours = forestProbability(binFold(matrix, { train, test: testRows }), target.slice(0, TRAIN), OPTIONS)!;
  const file = await writeMatrix(matrix, join(folder, `${strength}.arrow`));
  const { seed, ...params } = OPTIONS;
  const forest = await host.fit("random_forest", {
    matrix: file,
    rows: train,
    target: target.slice(0, TRAIN),
    params: { ...params, classWeight: "balanced" },
    seed,
  });
  const theirs = await host.predict(forest, { matrix: file, rows: testRows });
  const actual = target.slice(TRAIN);
  expect(Math.abs(auc(ours, actual) - auc(theirs, actual))).toBeLessThan(0.03);
  const mean = (values: Float64Array): number => values.reduce((sum, p) => sum + p, 0) / values.length;
  expect(mean(ours)).toBeCloseTo(mean(theirs), 1);
});

test("gives the same bytes again, and whatever the order-preserving scale of a column", () => {
  const { matrix, target } = example(2, 1);
  const classes = target.slice(0, TRAIN);
  const scaled = createMatrix(matrix.names, matrix.rows);
  // Powers of two change no digit, so that no two values become equal.
  scaled.values.set(matrix.values.map((value) => value * 1024));
  const of = (from: Matrix) => forestProbability(binFold(from, { train, test: testRows }), classes, OPTIONS);
  expect(of(matrix)).toEqual(of(matrix));
  expect(of(scaled)).toEqual(of(matrix));
});

test("cuts bins by training rows alone, and leaves rows without a label out", () => {
  const { matrix, target } = example(3, 1);
  const half = train.subarray(0, TRAIN / 2);
  const masked = target.slice(0, TRAIN).fill(-1, TRAIN / 2);
  const bins = (rows: Uint32Array) => binFold(matrix, { train: rows, test: testRows });
  const before = bins(half);
  for (let j = 0; j < COLUMNS; j++) matrix.values.fill(9, j * matrix.stride + TRAIN, j * matrix.stride + TRAIN + 100);
  expect(bins(half).trainBins).toEqual(before.trainBins);
  // Unlabelled rows may move cuts, never what is learned of them: with the same bins nothing changes.
  const whole = bins(train);
  const other = Int8Array.from(masked, (value, i) => (i < TRAIN / 2 ? value : -1));
  expect(forestProbability(whole, masked, OPTIONS)).toEqual(forestProbability(whole, other, OPTIONS));
});

test("learns nothing of one class", () => {
  const { matrix } = example(4, 1);
  const fold = binFold(matrix, { train, test: testRows });
  expect(forestProbability(fold, new Int8Array(TRAIN), OPTIONS)).toBeUndefined();
  expect(forestProbability(fold, new Int8Array(TRAIN).fill(-1), OPTIONS)).toBeUndefined();
});

test("a probability is one, and a column that tells the classes apart is found", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 0, max: 1000 }), (rows, seed) => {
      const matrix = createMatrix(["only"], rows * 2);
      const target = Int8Array.from({ length: rows }, (_, i) => i % 2);
      for (let i = 0; i < matrix.rows; i++) matrix.values[i] = i % 2 === 0 ? -1 : 1;
      const side = (from: number) => Uint32Array.from({ length: rows }, (_, i) => from + i);
      const fold = binFold(matrix, { train: side(0), test: side(rows) });
      const answer = forestProbability(fold, target, { trees: 15, maxDepth: 3, seed });
      for (const [i, p] of answer!.entries()) {
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        // Small samples may be drawn without one of the classes in some of the trees.
        if (rows >= 20) expect(p > 0.5).toBe((rows + i) % 2 === 1);
      }
    }),
    { numRuns: 30 },
  );
});

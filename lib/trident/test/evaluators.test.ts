import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { explainEnsemble, predictEnsemble, readEnsemble } from "../../model/index.ts";
import { createMatrix, createRandom, type Matrix, type Random } from "../../runtime/index.ts";
import { BOOSTERS, rowOf, withEngine } from "./compareWithEngine.ts";

/** Columns: full; with missing values; of few values; missing only after the rows that are learnt from. */
function inputs(rows: number, columns: number, learnt: number, random: Random): Matrix {
  const made = createMatrix(
    Array.from({ length: columns }, (_, j) => `x${j}`),
    rows,
  );
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) {
      const value = j % 4 === 2 ? Math.round(2 * random.normal()) : random.normal() * 10 ** (j - 5);
      const isMissing = j % 4 === 1 ? random.uniform() < 0.1 : j % 4 === 3 && i >= learnt && random.uniform() < 0.05;
      made.values[j * made.stride + i] = isMissing ? Number.NaN : value;
    }
  }
  return made;
}

function targetOf(matrix: Matrix, rows: number, classes: number, random: Random): Int8Array {
  return Int8Array.from({ length: rows }, (_, i) => {
    const at = (j: number): number => (matrix.values[j * matrix.stride + i] ?? 0) / 10 ** (j - 5);
    const z = at(0) + (Number.isNaN(at(1)) ? 1 : at(1) * at(2)) + 0.3 * random.normal();
    return classes === 2 ? +(z > 0.3) : z < -0.3 ? 0 : z < 0.8 ? 1 : 2;
  });
}

const PARAMS = {
  // gamma prunes nodes that the file still has.
  xgboost: { maxDepth: 7, gamma: 0.5, subsample: 0.8, columnShare: 0.7 },
  lightgbm: { leaves: 40, columnShare: 0.7, minSamplesLeaf: 5 },
  catboost: { maxDepth: 6, learningRate: 0.2 },
};

test("on 100,000 rows probabilities, decisions and contributions are the engines' own", async () => {
  const [rows, learnt] = [100_000, 4000];
  const random = createRandom(3, "evaluators");
  const matrix = inputs(rows, 12, learnt, random);
  await withEngine(matrix, async (compare) => {
    for (const engine of BOOSTERS) {
      for (const classes of [2, 3] as const) {
        const stops = classes === 3;
        const { ensemble, trees, ...distance } = await compare({
          engine,
          target: targetOf(matrix, learnt, classes, random),
          params: {
            ...PARAMS[engine],
            trees: stops ? 150 : 60,
            stoppingRounds: stops ? 4 : null,
            classWeight: "balanced",
          },
          stopping: stops ? [3200, learnt] : undefined,
          explained: Uint32Array.from({ length: 20 }, (_, k) => k * 4000),
        });
        expect(ensemble).toMatchObject({ engine, inputs: 12, classes });
        expect(ensemble.root.length).toBe(trees * (classes === 3 && engine !== "catboost" ? 3 : 1));
        if (stops) expect(trees).toBeLessThan(150);
        expect(distance.probability, engine).toBeLessThan(1e-6);
        expect(distance.otherDecisions, engine).toBe(0);
        expect(distance.contribution, engine).toBeLessThan(1e-5);
      }
    }
  });
}, 120_000);

test("small models of any shape are the engines' own; of rows that were chosen too", async () => {
  for (let seed = 0; seed < 2; seed++) {
    const random = createRandom(seed, "small evaluators");
    const learnt = 30 + random.integer(200);
    const matrix = inputs(600, 1 + random.integer(9), learnt, random);
    await withEngine(matrix, async (compare) => {
      for (const engine of BOOSTERS) {
        const classes = seed % 2 === 0 ? 3 : 2;
        const target = targetOf(matrix, learnt, classes, random);
        for (let k = 0; k < classes; k++) target[k] = k;
        const shape = {
          xgboost: { maxDepth: random.integer(12), lambda: random.uniform(), minChildWeight: random.integer(2) },
          lightgbm: { leaves: 2 + random.integer(60), minSamplesLeaf: random.integer(30) },
          catboost: { maxDepth: 1 + random.integer(8), lambda: random.uniform() },
        }[engine];
        const explained = Uint32Array.from({ length: 30 }, () => random.integer(600));
        const params = { ...shape, trees: 1 + random.integer(30), learningRate: 0.3 };
        const { ensemble, ...distance } = await compare({ engine, target, params, explained });
        const what = `${engine} ${JSON.stringify(params)}`;
        expect(distance.probability, what).toBeLessThan(1e-6);
        expect(distance.otherDecisions, what).toBe(0);
        expect(distance.contribution, what).toBeLessThan(1e-5);
        const all = predictEnsemble(ensemble, matrix);
        const width = ensemble.classes === 2 ? 1 : ensemble.classes;
        const chosen = predictEnsemble(ensemble, matrix, explained);
        expect([...chosen]).toEqual([...explained].flatMap((row) => [...all.subarray(row * width, (row + 1) * width)]));
      }
    });
  }
}, 120_000);

test("a file that was changed anywhere is refused by a sentence, or gives finite numbers", async () => {
  const random = createRandom(8, "damaged models");
  const matrix = inputs(300, 5, 200, random);
  await withEngine(matrix, async (compare) => {
    for (const engine of BOOSTERS) {
      const params = {
        trees: 3,
        ...{ xgboost: { maxDepth: 3 }, lightgbm: { leaves: 6 }, catboost: { maxDepth: 3 } }[engine],
      };
      const each = { engine, target: targetOf(matrix, 200, 2, random), params, explained: Uint32Array.of(0) };
      const { path } = await compare(each);
      const whole = await readFile(path);
      let refused = 0;
      for (let k = 0; k < 120; k++) {
        const bytes = Buffer.from(whole);
        if (k % 3 === 0) bytes.fill(random.integer(256), random.integer(bytes.length), bytes.length);
        else if (k % 3 === 1) bytes[random.integer(bytes.length)] = random.integer(256);
        else bytes.copy(bytes, random.integer(bytes.length), random.integer(bytes.length));
        await writeFile(path, k % 5 === 0 ? bytes.subarray(0, random.integer(bytes.length)) : bytes);
        const read = await readEnsemble(engine, path).catch((error: Error) => error);
        if (read instanceof Error) {
          expect(read.name, read.stack!).toBe("ModelFileError");
          refused++;
        } else if (read.inputs === 5) {
          expect(predictEnsemble(read, matrix).every(Number.isFinite)).toBe(true);
          expect(explainEnsemble(read, rowOf(matrix, 0)).every(Number.isFinite)).toBe(true);
        }
      }
      expect(refused, engine).toBeGreaterThan(40);
    }
  });
}, 120_000);

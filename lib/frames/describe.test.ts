import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { createMatrix, createRandom, matrixColumn } from "../runtime/index.ts";
import { describe } from "./describe.ts";
import { matrixFrame } from "./matrixFrame.ts";
import { recordFrame } from "./recordFrame.ts";

test("a matrix with missing values, as pandas describes it, and its frame the same", async () => {
  const names = ["normal", "holes", "one value", "two values", "nothing", "constant", "wide"];
  const matrix = createMatrix(names, 101);
  const random = createRandom("describe");
  for (const [j, name] of names.entries()) {
    const column = matrixColumn(matrix, name);
    for (let i = 0; i < matrix.rows; i++) {
      const there = [true, random.uniform() < 0.7, i === 50, i === 3 || i === 90, false, true, true][j];
      column[i] = !there ? Number.NaN : name === "constant" ? 7 : random.normal() * (name === "wide" ? 1e6 : 1) + 3;
    }
  }
  const python = venvProgram("python");
  const columns = names.map((name) => Array.from(matrixColumn(matrix, name), (x) => (Number.isNaN(x) ? null : x)));
  const { stdout, stderr } = spawnSync(python, [join(import.meta.dirname, "test", "pandas_describe.py")], {
    input: JSON.stringify(columns),
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  const told = describe(matrix);
  (JSON.parse(stdout) as (number | null)[][]).forEach((theirs, j) => {
    const { name, count, missing, mean, std, min, q25, median, q75, max } = told[j]!;
    expect([name, count, missing]).toEqual([names[j], theirs[0], 101 - theirs[0]!]);
    [mean, std, min, q25, median, q75, max].forEach((ours, k) => {
      const value = theirs[k + 1] ?? Number.NaN;
      if (Number.isNaN(value)) expect(ours).toBeNaN();
      else expect(Math.abs(ours - value)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(value)));
    });
  });
  expect(describe(await matrixFrame(matrix))).toEqual(told);
});

test("of a frame, the columns of numbers", async () => {
  const frame = await recordFrame([
    { ticker: "KO", up: true, score: 0.5, days: 3 },
    { ticker: null, up: null, score: Number.NaN, days: null },
  ]);
  expect(describe(frame).map(({ name, count, missing, mean }) => [name, count, missing, mean])).toEqual([
    ["score", 1, 1, 0.5],
    ["days", 1, 1, 3],
  ]);
});

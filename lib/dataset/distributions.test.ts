import { execFileSync } from "node:child_process";
import { venvProgram } from "trident-base/project";
import { expect, test } from "vitest";
import { readPanel } from "../market/index.ts";
import { createMatrix, createRandom, matrixColumn } from "../runtime/index.ts";
import { driftByYear } from "./drift.ts";
import { rankCorrelation } from "./rankCorrelation.ts";

const python = venvProgram("python");

test("rank correlations, ties and missing values are pandas's", () => {
  const matrix = createMatrix(["a", "b", "c"], 400);
  const random = createRandom(3, "ranks");
  for (let row = 0; row < 400; row++) {
    const x = random.normal();
    matrixColumn(matrix, "a")[row] = x;
    matrixColumn(matrix, "b")[row] = row % 9 === 0 ? Number.NaN : Math.round(x + random.normal());
    matrixColumn(matrix, "c")[row] = Math.exp(random.normal());
  }
  const { rows, values, names } = rankCorrelation(matrix);
  const data = names.map((name) => Array.from(matrixColumn(matrix, name), (v) => (Number.isNaN(v) ? null : v)));
  const script =
    "import sys, json, pandas as pd; d = pd.DataFrame(json.load(sys.stdin)).T.astype(float).dropna(); print(json.dumps([len(d), d.corr('spearman').values.tolist()]))";
  const answer = execFileSync(python, ["-c", script], { encoding: "utf8", input: JSON.stringify(data) });
  const [count, expected] = JSON.parse(answer) as [number, number[][]];
  expect(rows).toBe(count);
  for (const [j, line] of expected.entries()) {
    for (const [k, value] of line.entries()) expect(values[j]![k]).toBeCloseTo(value, 10);
  }
});

test("a column that names the year has moved, one that does not has not", async () => {
  const panel = await readPanel("synthetic:tickers=20,years=4");
  const matrix = createMatrix(["noise", "time"], panel.rows);
  const random = createRandom(1, "drift");
  for (let row = 0; row < panel.rows; row++) {
    matrixColumn(matrix, "noise")[row] = random.normal();
    matrixColumn(matrix, "time")[row] = panel.session[row]!;
  }
  const { years, reference, columns } = driftByYear(panel, matrix);
  const at = years.indexOf(reference);
  expect(years.length).toBeGreaterThanOrEqual(4);
  for (const [k] of years.entries()) {
    expect(columns[0]!.index[k]!).toBeLessThan(0.02);
    if (k === at) expect(columns[1]!.index[k]).toBe(0);
    else expect(columns[1]!.index[k]!).toBeGreaterThan(2);
  }
  expect(columns[0]!.quantiles[at]![2]).toBeCloseTo(0, 1);
});

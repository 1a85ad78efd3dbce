import { expect, test } from "vitest";
import { engineerInputs } from "../features/index.ts";
import { readPanel } from "../market/index.ts";
import { createMatrix, createRandom } from "../runtime/index.ts";
import { groupInputs } from "./groupInputs.ts";

test("functions of each other share a group, even where nothing correlates; what is independent, missing or constant does not", () => {
  const random = createRandom(1, "groups");
  const matrix = createMatrix(["x", "alone", "square", "near", "far", "constant", "missing"], 6000);
  for (let i = 0; i < matrix.rows; i++) {
    const x = random.normal();
    const near = 0.9 * x + Math.sqrt(1 - 0.81) * random.normal();
    const far = 0.5 * x + Math.sqrt(0.75) * random.normal();
    const row = [x, random.normal(), x * x, near, far, 7, Number.NaN];
    row.forEach((value, j) => {
      matrix.values[j * matrix.stride + i] = value;
    });
  }
  expect(groupInputs(matrix)).toEqual([[0, 2, 3], [1], [4], [5], [6]]);
});

test("twins among the model inputs share a group", async () => {
  const matrix = await engineerInputs(await readPanel("synthetic:tickers=10,years=2,seed=2"));
  const groups = groupInputs(matrix).map((group) => group.map((j) => matrix.names[j]!));
  expect(groups.flat().sort()).toEqual([...matrix.names].sort());
  expect(groups.length).toBeGreaterThan(15);
  expect(groups.length).toBeLessThan(60);
  const groupOf = (name: string) => groups.findIndex((group) => group.includes(name));
  expect(groupOf("wick_ratio")).toBe(groupOf("order_flow_clv"));
  expect(groupOf("price_efficiency")).toBe(groupOf("smart_money_score"));
});

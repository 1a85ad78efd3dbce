import { expect, test } from "vitest";
import { createMatrix, createRandom, matrixColumn } from "../runtime/index.ts";
import { populationStability } from "../statistics/index.ts";
import { inputQuantiles } from "./reference.ts";

test("a hundred quantiles tell drift as the values themselves do", () => {
  const random = createRandom("quantiles");
  const matrix = createMatrix(["normal", "binary", "missing"], 5000);
  const [normal, binary, missing] = matrix.names.map((name) => matrixColumn(matrix, name));
  for (let i = 0; i < 5000; i++) {
    normal![i] = i % 50 === 0 ? Number.NaN : random.normal();
    binary![i] = Number(random.uniform() < 0.3);
    missing![i] = Number.NaN;
  }
  const quantiles = inputQuantiles(matrix);
  expect(quantiles.missing).toEqual([]);
  expect(quantiles.normal).toHaveLength(100);
  for (const shift of [0, 0.3, 1]) {
    const sample = Array.from({ length: 2000 }, () => random.normal() + shift);
    const [whole, kept] = [populationStability(normal!, sample), populationStability(quantiles.normal!, sample)];
    expect(Math.abs(kept - whole)).toBeLessThan(0.02 + 0.1 * whole);
  }
  const often = Array.from({ length: 2000 }, () => Number(random.uniform() < 0.6));
  expect(Math.abs(populationStability(quantiles.binary!, often) - populationStability(binary!, often))).toBeLessThan(
    0.05,
  );
});

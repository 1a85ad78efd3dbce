import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { combineP } from "./combineP.ts";

test("combineP agrees with scipy.stats.combine_pvalues, and one p stays as it is", () => {
  expect(combineP([0.037])).toBeCloseTo(0.037, 12);
  // scipy 1.17: combine_pvalues([0.04, 0.2]).pvalue, combine_pvalues([0.5, 0.9, 0.01]).pvalue
  expect(combineP([0.04, 0.2])).toBeCloseTo(0.046626509898, 9);
  expect(combineP([0.5, 0.9, 0.01])).toBeCloseTo(0.094515953443, 9);
  expect(combineP([])).toBeNaN();
  expect(() => combineP([0])).toThrow("a p is 0");
});

test("combineP of chance is chance: at most 5 % are below 0.05", () => {
  const random = createRandom("combine p");
  const runs = Array.from({ length: 4000 }, () => combineP([1 - random.uniform(), 1 - random.uniform()]));
  const share = runs.filter((p) => p < 0.05).length / runs.length;
  expect(Math.abs(share - 0.05)).toBeLessThan(0.015);
});

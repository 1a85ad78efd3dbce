import { expect, test } from "vitest";
import { holm } from "./holm.ts";
import { studentQuantile } from "./studentQuantile.ts";
import { studentTail } from "./studentTail.ts";

test("rejects one p after another, each against what is left of the level, and none after the first that stays", () => {
  // statsmodels.stats.multitest.multipletests([0.01, 0.04, 0.03, 0.005], 0.05, "holm") rejects the first and the last.
  expect(holm([0.01, 0.04, 0.03, 0.005], 0.05)).toEqual([true, false, false, true]);
  expect(holm([0.012, 0.02, Number.NaN], 0.05)).toEqual([true, true, false]);
  expect(holm([], 0.05)).toEqual([]);
});

test("the tail of Student's t is the quantile's other side, far out too", () => {
  for (const degrees of [5, 10, 33.5, 250, 5000]) {
    for (const tail of [0.4, 0.025, 1e-3, 1e-5]) {
      expect(studentTail(studentQuantile(1 - tail, degrees), degrees) / tail).toBeCloseTo(1, 4);
    }
  }
  // scipy.stats.t.sf(4.1437, 10), (8, 30), (-1, 3).
  expect(studentTail(4.1437004940465, 10)).toBeCloseTo(0.001, 8);
  expect(studentTail(8, 30)).toBeCloseTo(3.1329112378503795e-9, 15);
  expect(studentTail(-1, 3)).toBeCloseTo(0.80449889, 7);
});

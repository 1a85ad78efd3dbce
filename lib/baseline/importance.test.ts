import { expect, test } from "vitest";
import { institutionalAmong } from "./importance.ts";

test("15 of 71 features give 2.1 of ten by chance, as SciPy has it", () => {
  const importances = Array.from({ length: 71 }, (_, j) => ({
    name: `f${j}`,
    group: j % 5 === 1 || j === 70 ? "institutional" : "other",
    importance: 71 - j,
    chance: 0,
  }));
  const found = institutionalAmong(importances, 10);
  expect(importances.filter(({ group }) => group === "institutional")).toHaveLength(15);
  expect(found.count).toBe(2);
  expect(found.expected).toBeCloseTo(2.11, 2);
  // scipy.stats.hypergeom.sf(1, 71, 15, 10)
  expect(found.chanceOfAsMany).toBeCloseTo(0.6767721945749985, 6);
});

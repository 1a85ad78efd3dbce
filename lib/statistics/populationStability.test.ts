import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { populationStability } from "./populationStability.ts";

test("by hand: halves that become a quarter and three quarters", () => {
  const index = populationStability([1, 1, 2, 2], [1, 2, 2, 2], 2);
  expect(index).toBeCloseTo(-0.25 * Math.log(0.5) + 0.25 * Math.log(1.5), 12);
});

test("nothing has moved in the same values, and a normal shifted by d moves by about d squared", () => {
  const random = createRandom(1, "population stability");
  const normal = Float64Array.from({ length: 200_000 }, () => random.normal());
  expect(populationStability(normal, normal)).toBe(0);
  const shifted = normal.map((value) => value + 0.2);
  expect(populationStability(normal, shifted, 50)).toBeCloseTo(0.04, 2);
});

test("missing values are left out, constants do not move, nothing is NaN, and bins are checked", () => {
  expect(populationStability([Number.NaN, 3, 3], [3, Number.NaN])).toBe(0);
  expect(populationStability([], [1])).toBeNaN();
  expect(() => populationStability([1], [1], 1)).toThrow(/bins is 1/);
});

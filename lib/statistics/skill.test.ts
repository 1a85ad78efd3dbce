import { expect, test } from "vitest";
import { accuracy } from "./accuracy.ts";
import { baseRate } from "./baseRate.ts";
import { skill } from "./skill.ts";

test("accuracy beside the best constant answer", () => {
  const actual = [1, 1, 1, -1, 0, 1, -1, 1];
  const predicted = [1, 1, 1, 1, 0, 1, -1, -1];
  expect(accuracy(actual, predicted)).toBe(6 / 8);
  expect(baseRate(actual)).toBe(5 / 8);
  expect(skill(6 / 8, 5 / 8)).toBeCloseTo(1 / 3, 12);
  expect(skill(0.5, 0.75)).toBe(-1);
});

test("what is not known is NaN", () => {
  expect([accuracy([], []), baseRate([]), skill(1, 1)]).toEqual([NaN, NaN, NaN]);
  expect(() => accuracy([1, 0], [1])).toThrow("lengths differ: actual 2, predicted 1");
});

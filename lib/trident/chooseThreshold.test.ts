import { expect, test } from "vitest";
import { thresholdOfAlpha, thresholdOfPrecision, thresholdsAt } from "./chooseThreshold.ts";

const score = [0.9, 0.8, 0.8, 0.7, 0.6, 0.5];
const net = [0.1, -0.1, 0.1, 0.1, 0, 0.2];

test("the largest coverage that reaches the wanted precision, scores that are equal together", () => {
  // By coverage 1, 3, 4, 5, 6: precisions 1, 2/3, 3/4, 3/5, 4/6.
  const at = (wanted: number) => thresholdOfPrecision(score, net, wanted, 1);
  expect(at(0.65)).toEqual({ by: "precision", threshold: 0.5, coverage: 1, value: 4 / 6 });
  expect(at(0.7)).toEqual({ by: "precision", threshold: 0.7, coverage: 4 / 6, value: 0.75 });
  expect(at(0.8)).toEqual({ by: "precision", threshold: 0.9, coverage: 1 / 6, value: 1 });
  // One that won alone is no estimate.
  expect(thresholdOfPrecision(score, net, 0.8, 2)).toBeUndefined();
  expect(thresholdOfPrecision(score, net, 0.1)).toBeUndefined();
  expect(thresholdOfPrecision(score, net.with(0, -1), 0.9, 1)).toBeUndefined();
  expect(thresholdOfPrecision(score, [0, 0, 0, 0, 0, 0], 0, 1)!.value).toBe(0);
});

test("the largest t of alpha, and none where it is not known", () => {
  const asked: number[] = [];
  const t: Readonly<Record<number, number>> = { 0.9: NaN, 0.8: 1, 0.7: 2, 0.6: 2, 0.5: -1 };
  const chosen = thresholdOfAlpha(score, (threshold) => {
    asked.push(threshold);
    return { t: t[threshold]! };
  });
  expect(asked).toEqual([0.9, 0.8, 0.7, 0.6, 0.5]);
  expect(chosen).toEqual({ by: "alpha", threshold: 0.7, coverage: 4 / 6, value: 2 });
  expect(thresholdOfAlpha(score, () => ({ t: NaN }))).toBeUndefined();
});

test("thresholds of coverages take at least so much", () => {
  expect(thresholdsAt(score, [0.01, 0.3, 0.5, 0.51]).map(({ threshold }) => threshold)).toEqual([0.9, 0.8, 0.7]);
  expect(thresholdsAt(score, [0.3])[0]!.coverage).toBeCloseTo(0.5, 12);
  expect(() => thresholdsAt([], [1])).toThrow("no decision");
  expect(() => thresholdOfPrecision([0.1, NaN], [1, 1], 0.5)).toThrow("score 1 is NaN");
  expect(() => thresholdOfPrecision([0.1], [1, 1], 0.5)).toThrow("lengths differ");
});

import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { sharpe } from "./sharpe.ts";
import { sortino } from "./sortino.ts";

test("worked out by hand", () => {
  // Mean 0.01, deviations -0.02, 0, 0.02: variance 0.0008 / 2.
  const { perPeriod, annual, periods, skew, kurtosis } = sharpe([-0.01, 0.01, 0.03]);
  expect(perPeriod).toBeCloseTo(0.5, 12);
  expect(annual).toBeCloseTo(0.5 * Math.sqrt(252), 12);
  expect([periods, skew]).toEqual([3, expect.closeTo(0, 12)]);
  expect(kurtosis).toBeCloseTo(1.5, 12);
  // Only the first return misses the target, by 0.01 and by 0.02.
  expect(sortino([-0.01, 0.01, 0.03], { periodsPerYear: 1 })).toBeCloseTo(0.01 / (0.01 / Math.sqrt(3)), 12);
  expect(sortino([-0.01, 0.01, 0.03], { target: 0.01, periodsPerYear: 4 })).toBeCloseTo(0, 12);
});

test("the standard error is how far the ratios of skewed, fat-tailed returns scatter", () => {
  const random = createRandom("sharpe", "scatter");
  const runs = 2000;
  const periods = 250;
  let error = 0;
  const ratios = Float64Array.from({ length: runs }, () => {
    // Losses are rare and large: skew -2, kurtosis 9, true ratio 0.2.
    const sample = sharpe(Float64Array.from({ length: periods }, () => 1.2 + Math.log(1 - random.uniform())));
    error += sample.standardError / runs;
    return sample.annual;
  });
  const mean = ratios.reduce((sum, x) => sum + x, 0) / runs;
  const scatter = Math.sqrt(ratios.reduce((sum, x) => sum + (x - mean) ** 2, 0) / runs);
  expect(mean / Math.sqrt(252)).toBeCloseTo(0.2, 1);
  // 2000 runs tell a standard deviation to 2 %. As if they were normal it would be 0.82 of that.
  expect(error / scatter).toBeGreaterThan(0.95);
  expect(error / scatter).toBeLessThan(1.05);
});

test("what is not known is NaN, what is no number is refused", () => {
  const unknown = { perPeriod: NaN, annual: NaN, standardError: NaN, skew: NaN, kurtosis: NaN };
  expect(sharpe([])).toMatchObject({ ...unknown, periods: 0 });
  expect(sharpe([0.01])).toMatchObject(unknown);
  expect(sharpe([0, 0, 0])).toMatchObject(unknown);
  expect(sharpe(Array(1000).fill(0.1))).toMatchObject(unknown);
  expect([sortino([]), sortino([0, 0]), sortino([0, 0.1])]).toEqual([NaN, NaN, Number.POSITIVE_INFINITY]);
  expect(() => sharpe([0.1, NaN])).toThrow("return 1 is NaN");
  expect(() => sortino([Number.POSITIVE_INFINITY])).toThrow("return 0 is Infinity");
});

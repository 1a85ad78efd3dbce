import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { deflatedSharpe, sharpeVariance } from "./deflatedSharpe.ts";
import { expectedMaximum } from "./expectedMaximum.ts";
import { minimumBacktestLength } from "./minimumBacktestLength.ts";
import { minimumTrackRecord } from "./minimumTrackRecord.ts";
import { probabilisticSharpe } from "./probabilisticSharpe.ts";
import { sharpe } from "./sharpe.ts";
import { falsePositives } from "./test/falsePositives.ts";

test.each([
  [250, 100, 0.9004],
  [250, 46, 0.9505],
  [252, 100, 0.8997],
  [252, 46, 0.95],
])("the published example, %i days a year and %i trials: %f", (year, count, expected) => {
  const sample = { perPeriod: 2.5 / Math.sqrt(year), periods: 1250, skew: -3, kurtosis: 10 };
  expect(deflatedSharpe(sample, { count, sharpeVariance: 0.5 / year })).toBeCloseTo(expected, 4);
});

test("of one trial it is the probabilistic Sharpe ratio; more trials take from it", () => {
  const sample = { perPeriod: 0.1, periods: 500, skew: -0.5, kurtosis: 5 };
  const deflated = [1, 2, 10, 1000, 1e9].map((count) => deflatedSharpe(sample, { count, sharpeVariance: 0.001 }));
  expect(deflated[0]).toBe(probabilisticSharpe(sample));
  expect(deflated).toEqual(deflated.toSorted((a, b) => b - a));
  expect(deflatedSharpe(sample, { count: 1, sharpeVariance: NaN })).toBe(deflated[0]);
  expect(deflatedSharpe(sample, { count: 5, sharpeVariance: NaN })).toBeNaN();
});

test("at the minimum track record length the probabilistic Sharpe ratio is the confidence", () => {
  const sample = { perPeriod: 0.08, periods: 100, skew: -1, kurtosis: 7 };
  for (const [benchmark, confidence] of [
    [0, 0.95],
    [0.03, 0.99],
    [-0.1, 0.9],
  ] as const) {
    const periods = minimumTrackRecord(sample, { benchmark, confidence });
    expect(probabilisticSharpe({ ...sample, periods }, benchmark)).toBeCloseTo(confidence, 12);
  }
  expect(minimumTrackRecord(sample, { benchmark: 0.08 })).toBe(Number.POSITIVE_INFINITY);
});

test("45 trials on five years find a Sharpe ratio of 1", () => {
  expect(minimumBacktestLength(45)).toBeCloseTo(5, 2);
  expect(minimumBacktestLength(45, 2)).toBeCloseTo(5 / 4, 2);
  expect(minimumBacktestLength(1)).toBe(0);
});

test("the expected maximum is that of normals", () => {
  const random = createRandom("expected maximum");
  for (const [trials, runs] of [
    [10, 20_000],
    [500, 2000],
  ] as const) {
    let mean = 0;
    for (let run = 0; run < runs; run++) {
      let highest = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < trials; k++) highest = Math.max(highest, random.normal());
      mean += highest / runs;
    }
    // The approximation is 0.04 too high for ten.
    expect(Math.abs(expectedMaximum(trials) - mean)).toBeLessThan(0.05);
  }
});

test("noise that was searched is seldom found good, also when the trials are alike", () => {
  const alike = falsePositives({ runs: 600, trials: 30, periods: 250, correlation: 0.9 });
  expect(alike.deflated).toBeLessThanOrEqual(0.06);
  // Unlike the best ratio itself, which is past the probabilistic test far more often.
  expect(alike.undeflated).toBeGreaterThan(0.1);
  const independent = falsePositives({ runs: 200, trials: 30, periods: 250, correlation: 0 });
  expect(independent.deflated).toBeLessThanOrEqual(0.06);
  expect(independent.undeflated).toBeGreaterThan(0.5);
});

test("the variance over trials leaves out those that never moved", () => {
  const random = createRandom("trials");
  const trial = (mean: number) => Float64Array.from({ length: 100 }, () => mean + random.normal());
  const moving = [trial(0), trial(0.3), trial(-0.1)];
  const [a, b, c] = moving.map((series) => sharpe(series).perPeriod) as [number, number, number];
  const middle = (a + b + c) / 3;
  const variance = ((a - middle) ** 2 + (b - middle) ** 2 + (c - middle) ** 2) / 2;
  expect(sharpeVariance([...moving, new Float64Array(100)])).toBeCloseTo(variance, 12);
  expect(sharpeVariance([trial(0)])).toBeNaN();
});

test("what cannot be is refused", () => {
  const sample = { perPeriod: 0.1, periods: 500, skew: -3, kurtosis: 10 };
  const search = { count: 10, sharpeVariance: 0.1 };
  expect(() => deflatedSharpe(sample, { ...search, count: 0 })).toThrow("the number of trials is 0");
  expect(() => deflatedSharpe(sample, { ...search, sharpeVariance: -1 })).toThrow("Sharpe ratios is -1");
  expect(() => deflatedSharpe({ ...sample, kurtosis: 7 }, search)).toThrow("no returns have a skew of -3");
  expect(() => probabilisticSharpe({ ...sample, periods: 1 })).toThrow("a Sharpe ratio of 1 periods");
  expect(() => minimumBacktestLength(10, 0)).toThrow("the annual Sharpe ratio is 0");
  expect(probabilisticSharpe(sharpe([0, 0, 0]))).toBeNaN();
});

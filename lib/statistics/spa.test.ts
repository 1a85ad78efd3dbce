import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { spa } from "./spa.ts";
import { stationaryLength } from "./stationaryLength.ts";

function noise(name: string, models: number, periods = 250): Float64Array[] {
  const random = createRandom("spa", name);
  return Array.from({ length: models }, () => Float64Array.from({ length: periods }, () => random.normal()));
}

test("finds the model that is better, and none among those that are not", () => {
  const excess = noise("one", 10);
  const better = excess.with(
    4,
    excess[4]!.map((x) => x + 0.3),
  );
  const found = spa({ excess: better, seed: 1, draws: 2000 });
  expect(found.best).toBe(4);
  expect(found.upper).toBeLessThan(0.01);
  expect(found.meanLength).toBeCloseTo(better.reduce((sum, series) => sum + stationaryLength(series), 0) / 10, 12);
  const none = spa({ excess, seed: 1, draws: 2000 });
  expect(none.consistent).toBeGreaterThan(0.1);
  for (const { lower, consistent, upper } of [found, none]) {
    expect([lower, consistent, upper]).toEqual([lower, consistent, upper].toSorted((a, b) => a - b));
  }
});

test("bad models do not hide a good one: they count for the upper p only", () => {
  const [good, ...rest] = noise("bad", 60);
  const excess = [good!.map((x) => x + 0.16), ...rest.map((series) => series.map((x) => 3 * x - 2))];
  const { lower, consistent, upper } = spa({ excess, seed: 1, draws: 2000 });
  expect(consistent).toBe(lower);
  expect(consistent).toBeLessThan(0.02);
  expect(upper).toBeGreaterThan(4 * consistent);
});

test("studentised p do not change with a model's leverage", () => {
  const excess = noise("leverage", 5);
  const levered = excess.map((series, k) => series.map((x) => x * 2 ** (2 * k)));
  const options = { seed: 1, draws: 500, meanLength: 5 };
  expect(spa({ ...options, excess: levered })).toEqual(spa({ ...options, excess }));
  expect(spa({ ...options, excess: levered, studentized: false })).not.toEqual(spa({ ...options, excess }));
  expect(spa({ ...options, excess })).toEqual(spa({ ...options, excess }));
});

test("a model that always equals the benchmark is no evidence", () => {
  const same = new Float64Array(50);
  expect(spa({ excess: [same], seed: 1, draws: 200 })).toMatchObject({ lower: 1, consistent: 1, upper: 1 });
  const excess = noise("same", 3, 50).map((series) => series.map((x) => x - 1));
  expect(spa({ excess: [...excess, same], seed: 1, draws: 200 })).toMatchObject({ consistent: 1, upper: 1, best: 3 });
});

test("what cannot be tested is refused", () => {
  const [a] = noise("refused", 1, 30);
  const run = (changed: object) => () => spa({ excess: [a!], seed: 1, ...changed });
  expect(run({ excess: [] })).toThrow("there is no model to test");
  expect(run({ excess: [[1, 2]] })).toThrow("2 periods to test on");
  expect(run({ excess: [a, a!.slice(1)] })).toThrow("lengths differ: model 0 30, model 1 29");
  expect(run({ excess: [a!.with(3, NaN)] })).toThrow("model 0: excess 3 is NaN");
  expect(run({ excess: [a, a!.map(() => 0.1)] })).toThrow("the excess of model 1 is 0.1 in every period");
  expect(run({ meanLength: 0 })).toThrow("meanLength is 0");
  expect(run({ draws: 1.5 })).toThrow("draws is 1.5");
});

test("no p is 0, however much better a model is: the sample is one of those that it may be", () => {
  const random = createRandom("far better");
  const excess = [Float64Array.from({ length: 200 }, () => 1 + 0.01 * random.normal())];
  expect(spa({ excess, seed: 1, draws: 499 })).toMatchObject({ lower: 1 / 500, consistent: 1 / 500, upper: 1 / 500 });
});

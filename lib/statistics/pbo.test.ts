import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { pbo } from "./pbo.ts";
import { sharpe } from "./sharpe.ts";
import { meanPbo } from "./test/meanPbo.ts";

test("is a coin's on noise, and near 0 with one trial of Sharpe 3 among 99", () => {
  const { noise, skilled } = meanPbo({ matrices: 100, periods: 1000, trials: 100 });
  expect(noise).toBeGreaterThan(0.45);
  expect(noise).toBeLessThan(0.55);
  expect(skilled).toBeLessThanOrEqual(0.1);
});

test("equals choosing and ranking anew in every split", () => {
  const random = createRandom("pbo", "anew");
  const periods = 47;
  const returns = Array.from({ length: 5 }, () => Float64Array.from({ length: periods }, () => random.normal()));
  const blocks = 4;
  const block = (t: number) => [11, 23, 35, 47].findIndex((end) => t < end);
  const logits: number[] = [];
  const unseen: number[] = [];
  for (const inside of [
    [0, 1],
    [0, 2],
    [1, 2],
    [0, 3],
    [1, 3],
    [2, 3],
  ]) {
    const ratios = (wanted: boolean) =>
      returns.map((series) => sharpe(series.filter((_, t) => inside.includes(block(t)) === wanted)).perPeriod);
    const [seen, other] = [ratios(true), ratios(false)];
    const chosen = other[seen.indexOf(Math.max(...seen))]!;
    const rank = other.filter((ratio) => ratio <= chosen).length;
    logits.push(Math.log(rank / 6 / (1 - rank / 6)));
    unseen.push(chosen);
  }
  const result = pbo(returns, { blocks });
  expect([...result.logits]).toEqual(logits.map((logit) => expect.closeTo(logit, 12)));
  expect([...result.unseen]).toEqual(unseen.map((ratio) => expect.closeTo(ratio, 10)));
  expect(result.probability).toBe(logits.filter((logit) => logit <= 0).length / 6);
  expect(result.lossProbability).toBe(unseen.filter((ratio) => ratio < 0).length / 6);
});

test("leverage and order of the trials do not matter; blocks may be as many as 16", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
      const random = createRandom("pbo", seed);
      const returns = Array.from({ length: 6 }, () => Float64Array.from({ length: 80 }, () => random.normal()));
      const { probability } = pbo(returns);
      expect(pbo(returns.toReversed()).probability).toBe(probability);
      expect(pbo(returns.map((series, k) => series.map((x) => 2 ** (k - 10) * x))).probability).toBe(probability);
    }),
    { numRuns: 20, seed: 10 },
  );
  const random = createRandom("pbo", "long");
  const returns = Array.from({ length: 20 }, () => Float64Array.from({ length: 320 }, () => random.normal()));
  expect(pbo(returns, { blocks: 16 }).logits).toHaveLength(12_870);
});

test("trials that are all alike say nothing: the chosen one is in the middle", () => {
  const random = createRandom("pbo", "alike");
  const series = Float64Array.from({ length: 100 }, () => random.normal());
  const alike = pbo([series, series, series]);
  expect([...new Set(alike.logits)]).toEqual([0]);
  expect(alike.probability).toBe(1);
  expect(pbo([new Float64Array(100), new Float64Array(100)]).probability).toBe(1);
});

test("what cannot be split is refused", () => {
  const series = [0.1, 0.2, 0.1, 0.3];
  expect(() => pbo([series])).toThrow("1 trials to choose from");
  expect(() => pbo([series, [0.1]])).toThrow("lengths differ: trial 0 4, trial 1 1");
  expect(() => pbo([series, [0.1, NaN, 0, 0]], { blocks: 2 })).toThrow("trial 1: return 1 is NaN");
  expect(() => pbo([series, series], { blocks: 3 })).toThrow("blocks is 3");
  expect(() => pbo([series, series], { blocks: 4 })).toThrow("4 periods in 4 blocks");
});

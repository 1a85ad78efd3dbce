import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { alphaSharpe, deflatedAlpha } from "./alphaSharpe.ts";
import { sharpeVariance } from "./deflatedSharpe.ts";
import { edgeEvidence } from "./edgeEvidence.ts";

const SESSIONS = 500;

function policies(edge: number) {
  const random = createRandom("edge evidence");
  const market = Float64Array.from({ length: SESSIONS }, () => 0.0004 + 0.01 * random.normal());
  // All of a beta above 1.
  const rivals = Array.from({ length: 20 }, () => market.map((r) => 1.5 * r + 0.004 * random.normal()));
  const returns = market.map((r) => 1.5 * r + 0.004 * random.normal() + edge);
  return { returns, market, rivals };
}

test("an edge is seen in all three, and its absence in all three", () => {
  const judge = (edge: number) => {
    const { returns, market, rivals } = policies(edge);
    const trials = { count: 60, sharpeVariance: sharpeVariance(rivals) };
    return { ...edgeEvidence({ returns, market, rivals, trials, seed: 1 }), trials, returns, market };
  };
  const strong = judge(0.0015);
  expect(strong.deflatedSharpe).toBeGreaterThan(0.95);
  expect(strong.deflatedSharpe).toBe(deflatedAlpha(alphaSharpe(strong.returns, strong.market), strong.trials));
  expect(strong.spa).toMatchObject({ best: 0 });
  expect(strong.spa.consistent).toBeLessThan(0.01);
  expect(strong.alpha.beta).toBeCloseTo(1.5, 1);
  expect(strong.alpha.lowerBound).toBeGreaterThan(0);

  const none = judge(-0.0002);
  expect(none.deflatedSharpe).toBeLessThan(0.95);
  expect(none.spa.consistent).toBeGreaterThan(0.05);
  expect(none.alpha.lowerBound).toBeLessThan(0);
});

test("a good rival does not speak for a policy that is none", () => {
  const { market, rivals } = policies(0);
  const random = createRandom("a bad choice");
  const bad = market.map((r) => r - 0.0005 + 0.004 * random.normal());
  const good = market.map((r) => r + 0.0015 + 0.004 * random.normal());
  const trials = { count: 60, sharpeVariance: sharpeVariance(rivals) };
  const judge = (returns: Float64Array, others: readonly Float64Array[]) =>
    edgeEvidence({ returns, market, rivals: others, trials, seed: 1 }).spa;
  const spared = judge(bad, [good, ...rivals]);
  expect(spared.best).toBe(1);
  for (const p of [spared.lower, spared.consistent, spared.upper]) expect(p).toBeGreaterThan(0.9);
  // The other way about it is judged as before.
  expect(judge(good, [bad, ...rivals])).toMatchObject({ best: 0, consistent: expect.closeTo(0.0001, 3) });
});

test("the market itself has no edge", () => {
  const { market } = policies(0);
  const { spa, alpha } = edgeEvidence({
    returns: market,
    market,
    trials: { count: 1, sharpeVariance: 0 },
    seed: 1,
  });
  expect(spa.consistent).toBe(1);
  expect(alpha.lowerBound).toBeNaN();
  const trials = { count: 1, sharpeVariance: 0 };
  expect(() => edgeEvidence({ returns: [0.1], market, trials, seed: 1 })).toThrow("lengths differ: returns 1");
});

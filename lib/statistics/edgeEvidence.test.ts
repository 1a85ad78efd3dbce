import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { deflatedSharpe, sharpeVariance } from "./deflatedSharpe.ts";
import { edgeEvidence } from "./edgeEvidence.ts";
import { sharpe } from "./sharpe.ts";

const SESSIONS = 500;

function policies(edge: number) {
  const random = createRandom("edge evidence");
  const alwaysBuy = Float64Array.from({ length: SESSIONS }, () => 0.0004 + 0.01 * random.normal());
  const rivals = Array.from({ length: 20 }, () => alwaysBuy.map((r) => r + 0.004 * random.normal()));
  const returns = alwaysBuy.map((r) => r + 0.004 * random.normal() + edge);
  return { returns, alwaysBuy, rivals };
}

test("an edge is seen in all three, and its absence in all three", () => {
  const judge = (edge: number) => {
    const { returns, alwaysBuy, rivals } = policies(edge);
    const trials = { count: 60, sharpeVariance: sharpeVariance(rivals) };
    return { ...edgeEvidence({ returns, alwaysBuy, rivals, trials, seed: 1 }), trials, returns };
  };
  const strong = judge(0.0015);
  expect(strong.deflatedSharpe).toBeGreaterThan(0.95);
  expect(strong.deflatedSharpe).toBe(deflatedSharpe(sharpe(strong.returns), strong.trials));
  expect(strong.spa).toMatchObject({ best: 0 });
  expect(strong.spa.consistent).toBeLessThan(0.01);
  expect(strong.excessLowerBound).toBeGreaterThan(0);
  expect(strong.excessLowerBound).toBeGreaterThan(strong.excess.low);
  expect(strong.excessLowerBound).toBeLessThan(strong.excess.estimate);

  const none = judge(-0.0002);
  expect(none.deflatedSharpe).toBeLessThan(0.95);
  expect(none.spa.consistent).toBeGreaterThan(0.05);
  expect(none.excessLowerBound).toBeLessThan(0);
});

test("a good rival does not speak for a policy that is none", () => {
  const { alwaysBuy, rivals } = policies(0);
  const random = createRandom("a bad choice");
  const bad = alwaysBuy.map((r) => r - 0.0005 + 0.004 * random.normal());
  const good = alwaysBuy.map((r) => r + 0.0015 + 0.004 * random.normal());
  const trials = { count: 60, sharpeVariance: sharpeVariance(rivals) };
  const judge = (returns: Float64Array, others: readonly Float64Array[]) =>
    edgeEvidence({ returns, alwaysBuy, rivals: others, trials, seed: 1 }).spa;
  const spared = judge(bad, [good, ...rivals]);
  expect(spared.best).toBe(1);
  for (const p of [spared.lower, spared.consistent, spared.upper]) expect(p).toBeGreaterThan(0.9);
  // The other way about it is judged as before.
  expect(judge(good, [bad, ...rivals])).toMatchObject({ best: 0, consistent: expect.closeTo(0.0001, 3) });
});

test("the bound is a normal's where blocks are many", () => {
  const { returns, alwaysBuy } = policies(0);
  const { excess, excessLowerBound } = edgeEvidence({
    returns,
    alwaysBuy,
    trials: { count: 1, sharpeVariance: 0 },
    seed: 1,
  });
  const reach = (excess.estimate - excessLowerBound) / excess.standardError;
  expect(reach).toBeGreaterThan(1.645);
  expect(reach).toBeLessThan(1.7);
});

test("always-BUY itself has no edge", () => {
  const { alwaysBuy } = policies(0);
  const { spa, excessLowerBound } = edgeEvidence({
    returns: alwaysBuy,
    alwaysBuy,
    trials: { count: 1, sharpeVariance: 0 },
    seed: 1,
  });
  expect(spa.consistent).toBe(1);
  expect(excessLowerBound).toBeNaN();
  const trials = { count: 1, sharpeVariance: 0 };
  expect(() => edgeEvidence({ returns: [0.1], alwaysBuy, trials, seed: 1 })).toThrow("lengths differ: returns 1");
});

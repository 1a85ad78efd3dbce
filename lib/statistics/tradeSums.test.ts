import fc from "fast-check";
import { expect, test } from "vitest";
import { breakEven } from "./breakEven.ts";
import { edge } from "./edge.ts";
import { expectancy } from "./expectancy.ts";
import { profitFactor } from "./profitFactor.ts";
import { netReturns, tradeColumns, tradeSums } from "./tradeSums.ts";
import { winRate } from "./winRate.ts";

const metricsOf = (net: readonly number[]) => {
  const sums = tradeSums(net);
  return [winRate(sums), breakEven(sums), edge(sums), expectancy(sums), profitFactor(sums)];
};

test("trades worked out by hand, with a cost and a trade that only pays it back", () => {
  const net = netReturns([0.051, -0.079, 0.051, 0.001], 0.001);
  [0.05, -0.08, 0.05, 0].forEach((r, i) => {
    expect(net[i]).toBeCloseTo(r, 12);
  });
  // Mean win 5 %, mean loss (8 % + 0) / 2 = 4 %.
  const [rate, even, over, mean, factor] = metricsOf([...net]);
  expect(rate).toBe(0.5);
  expect(even).toBeCloseTo(4 / 9, 12);
  expect(over).toBeCloseTo(0.5 - 4 / 9, 12);
  expect(mean).toBeCloseTo(0.005, 12);
  expect(factor).toBeCloseTo(10 / 8, 12);
});

test("what is not known is NaN, never a number", () => {
  expect(metricsOf([])).toEqual([NaN, NaN, NaN, NaN, NaN]);
  expect(metricsOf([0.25, 0.75])).toEqual([1, NaN, NaN, 0.5, Number.POSITIVE_INFINITY]);
  expect(metricsOf([-0.25, -0.75])).toEqual([0, NaN, NaN, -0.5, 0]);
  expect(metricsOf([0])).toEqual([0, NaN, NaN, 0, NaN]);
  expect(() => tradeSums([0.1, NaN])).toThrow("the net return of trade 1 is NaN. Leave rows without a label out.");
});

test("edge times mean win plus mean loss is the expectancy", () => {
  const returns = fc.array(fc.double({ min: -0.9, max: 3, noNaN: true }), { minLength: 2, maxLength: 60 });
  fc.assert(
    fc.property(returns, (net) => {
      const wins = net.filter((r) => r > 0);
      const rest = net.filter((r) => r <= 0);
      fc.pre(wins.length > 0 && rest.length > 0);
      const meanOf = (values: readonly number[]) => values.reduce((sum, r) => sum + r, 0) / values.length;
      fc.pre(meanOf(wins) - meanOf(rest) > 1e-9);
      const sums = tradeSums(net);
      expect(edge(sums) * (meanOf(wins) - meanOf(rest))).toBeCloseTo(meanOf(net), 9);
      expect(expectancy(sums)).toBeCloseTo(meanOf(net), 9);
    }),
    { seed: 41 },
  );
});

test("columns add up to the sums", () => {
  const net = [0.1, -0.2, 0, 0.3];
  expect(tradeColumns(net).map((column) => [...column])).toEqual([
    [1, 1, 1, 1],
    [1, 0, 0, 1],
    [0.1, 0, 0, 0.3],
    [0, 0.2, 0, 0],
  ]);
  expect(tradeSums(net)).toEqual([4, 2, 0.4, 0.2]);
});

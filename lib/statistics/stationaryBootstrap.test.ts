import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { maxDrawdown } from "./maxDrawdown.ts";
import { stationaryBlocks } from "./stationaryBlocks.ts";
import { stationaryBootstrap } from "./stationaryBootstrap.ts";

const mean = ([series]: readonly Float64Array[]) => series!.reduce((sum, x) => sum + x, 0) / series!.length;

test("blocks fill as many periods as there are, geometric in length, starting anywhere", () => {
  const random = createRandom("blocks");
  const starts = new Float64Array(50);
  let blocks = 0;
  for (let draw = 0; draw < 2000; draw++) {
    let taken = 0;
    stationaryBlocks(50, 4, random, (start, end) => {
      starts[start]! += 1;
      blocks++;
      taken += end - start;
    });
    expect(taken).toBe(50);
  }
  // The first block and then each of the other 49 periods with a chance of a quarter.
  expect(blocks / 2000).toBeGreaterThan(13);
  expect(blocks / 2000).toBeLessThan(13.5);
  expect(Math.min(...starts)).toBeGreaterThan(0.8 * (blocks / 50));
  const lengths = new Set<number>();
  stationaryBlocks(50, 1, random, (start, end) => lengths.add(end - start));
  expect([...lengths]).toEqual([1]);
});

test("periods stay together within a block, and series stay side by side", () => {
  const series = [Float64Array.from({ length: 40 }, (_, t) => t), Float64Array.from({ length: 40 }, (_, t) => -t)];
  let neighbours = 0;
  stationaryBootstrap({
    series,
    statistic: ([a, b]) => {
      expect(b).toEqual(a!.map((x) => -x));
      a!.forEach((x, t) => {
        if (t > 0 && x === (a![t - 1]! + 1) % 40) neighbours++;
      });
      return a![0]!;
    },
    meanLength: 10,
    draws: 100,
    seed: 1,
  });
  // 9 of 10 of the 39 places go on, and 1 of 40 of the others by chance, in 100 draws; the sample itself is one more.
  expect(neighbours / 101 / 39).toBeGreaterThan(0.88);
  expect(neighbours / 101 / 39).toBeLessThan(0.93);
});

test("an interval of a drawdown, the same for the same seed", () => {
  const random = createRandom("drawdown");
  const returns = Float64Array.from({ length: 500 }, () => 0.01 * random.normal());
  const run = (seed: number) =>
    stationaryBootstrap({ series: [returns], statistic: ([r]) => maxDrawdown(r!).depth, draws: 300, seed });
  expect(run(1)).toEqual(run(1));
  expect(run(2).low).not.toBe(run(1).low);
  expect(run(1).estimate).toBe(maxDrawdown(returns).depth);
  expect(run(1).low).toBeLessThan(run(1).high);
  expect(run(1).high).toBeLessThan(0);
});

test("what is not known is NaN, what cannot be drawn is refused", () => {
  const unknown = { low: NaN, high: NaN, standardError: NaN };
  // One period in thirty moves: a third of the draws do not hold it.
  const rare = new Float64Array(30).with(3, 1);
  const inverse = (series: readonly Float64Array[]) => 1 / mean(series);
  const once = stationaryBootstrap({ series: [rare], statistic: inverse, meanLength: 1, seed: 1 });
  expect(once).toEqual({ ...unknown, estimate: 30, meanLength: 1 });
  const bad = (changed: object) => () =>
    stationaryBootstrap({ series: [[1, 2, 3]], statistic: mean, seed: 1, ...changed });
  expect(bad({ series: [] })).toThrow("there is no series to resample");
  expect(bad({ series: [[]] })).toThrow("there is no series to resample");
  expect(bad({ series: [[1], [1, 2]] })).toThrow("lengths differ: series 0 1, series 1 2");
  expect(bad({ series: [[1, NaN]] })).toThrow("series 0: value 1 is NaN");
  expect(bad({ draws: 5 })).toThrow("draws is 5");
  expect(bad({ meanLength: 0.5 })).toThrow("meanLength is 0.5");
});

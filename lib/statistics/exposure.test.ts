import { expect, test } from "vitest";
import { capacity } from "./capacity.ts";
import { exposure } from "./exposure.ts";
import { turnover } from "./turnover.ts";

test("exposure counts what is held, long or short", () => {
  expect(exposure([0, 0.5, -1.5, 0])).toEqual({ mean: 0.5, highest: 1.5, timeInMarket: 0.5 });
  expect(exposure([])).toEqual({ mean: NaN, highest: NaN, timeInMarket: NaN });
  expect(() => exposure([NaN])).toThrow("share invested 0 is NaN");
});

test("a portfolio that is sold and bought anew once a year has a turnover of 1", () => {
  const quiet = Array<number>(252).fill(0);
  const traded = quiet.with(100, 1000);
  const equity = Array<number>(252).fill(1000);
  expect(turnover({ bought: traded, sold: traded, equity })).toBeCloseTo(1, 12);
  expect(turnover({ bought: traded, sold: quiet, equity })).toBeCloseTo(0.5, 12);
  expect(turnover({ bought: [], sold: [], equity: [] })).toBeNaN();
  expect(() => turnover({ bought: [1], sold: [1], equity: [] })).toThrow("lengths differ: bought 1, sold 1, equity 0");
});

test("capacity is what all but the exceptions can trade", () => {
  // A weight of 10 % in a bar of 1 million lets 1 % of it, 10,000, be a tenth of the capital.
  expect(capacity({ weight: [0.1], dollarVolume: [1_000_000] })).toBeCloseTo(100_000, 6);
  const dollarVolume = Array.from({ length: 100 }, (_, i) => 1000 * (i + 1));
  const weight = dollarVolume.map(() => 0.01);
  // Five of a hundred fills may take more: the sixth smallest bar binds.
  expect(capacity({ weight, dollarVolume, participation: 0.1 })).toBeCloseTo(60_000, 6);
  expect(capacity({ weight, dollarVolume, participation: 0.1, exceptions: 0 })).toBeCloseTo(10_000, 6);
  expect(capacity({ weight: [0, 0.5], dollarVolume: [0, 0] })).toBe(0);
  expect(capacity({ weight: [0], dollarVolume: [5] })).toBe(Number.POSITIVE_INFINITY);
  expect(() => capacity({ weight: [-1], dollarVolume: [5] })).toThrow("weight of fill 0 is -1");
  expect(() => capacity({ weight: [1], dollarVolume: [5], participation: 5 })).toThrow("participation is 5");
});

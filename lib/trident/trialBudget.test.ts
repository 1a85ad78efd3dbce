import fc from "fast-check";
import { expect, test } from "vitest";
import { trialBudget } from "./trialBudget.ts";

test("as many trials as fit, 4 to 40", () => {
  const of = (seconds: number) => trialBudget(seconds, { minutes: 60, workers: 2, trees: 500 });
  expect(of(1000)).toEqual({ trials: 7, trees: 500 });
  expect(of(1)).toEqual({ trials: 40, trees: 500 });
  expect(of(1800)).toEqual({ trials: 4, trees: 500 });
  expect(of(7200)).toEqual({ trials: 4, trees: 125 });
});

test("the time is kept, unless the smallest search takes longer", () => {
  const seconds = fc.double({ min: 0.1, max: 1e6, noNaN: true });
  const options = fc.record({
    minutes: fc.integer({ min: 1, max: 600 }),
    workers: fc.integer({ min: 1, max: 64 }),
    trees: fc.integer({ min: 5, max: 1000 }),
  });
  fc.assert(
    fc.property(seconds, options, (each, given) => {
      const { trials, trees } = trialBudget(each, given);
      expect(trees).toBeLessThanOrEqual(given.trees);
      if (trees < given.trees) expect(trials).toBe(4);
      if (trees > 50)
        expect((trials * each * trees) / given.trees / given.workers).toBeLessThanOrEqual(given.minutes * 60 + 1e-6);
    }),
  );
});

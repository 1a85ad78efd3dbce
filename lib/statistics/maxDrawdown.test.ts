import fc from "fast-check";
import { expect, test } from "vitest";
import { cagr } from "./cagr.ts";
import { calmar } from "./calmar.ts";
import { maxDrawdown } from "./maxDrawdown.ts";

test("worked out by hand", () => {
  // Equity 1.1, 0.88, 0.99, 1.1, 1.045, 1.2, 1.19, 1.18, 1.17, 1.16.
  const equity = [1.1, 0.88, 0.99, 1.1, 1.045, 1.2, 1.19, 1.18, 1.17, 1.16];
  const returns = equity.map((value, i) => value / (equity[i - 1] ?? 1) - 1);
  const fall = maxDrawdown(returns);
  expect(fall).toMatchObject({ peak: 0, trough: 1, recovery: 3, length: 3, longest: 4 });
  expect(fall.depth).toBeCloseTo(-0.2, 12);
  expect(cagr(returns, 5)).toBeCloseTo(Math.sqrt(1.16) - 1, 12);
  expect(calmar(returns, 5)).toBeCloseTo((Math.sqrt(1.16) - 1) / 0.2, 12);
});

test("a fall that lasts, from the start on", () => {
  expect(maxDrawdown([-0.5, 0.5, 0])).toEqual({
    depth: -0.5,
    peak: -1,
    trough: 0,
    recovery: null,
    length: 3,
    longest: 3,
  });
  expect(cagr([-1, 0.5])).toBe(-1);
  expect(maxDrawdown([0.1, -1, 0.5])).toMatchObject({ depth: -1, peak: 0, trough: 1, recovery: null });
});

test("no fall, no returns, and returns that cannot be", () => {
  expect(maxDrawdown([0.1, 0, 0.1])).toMatchObject({ depth: 0, length: 0, longest: 0, recovery: null });
  expect(maxDrawdown([])).toMatchObject({ depth: 0, length: 0 });
  expect([cagr([]), calmar([]), calmar([0, 0]), calmar([0.1])]).toEqual([NaN, NaN, NaN, Number.POSITIVE_INFINITY]);
  expect(() => cagr([0.1, -8])).toThrow("return 1 is -8, a loss of more than everything");
  expect(() => maxDrawdown([NaN])).toThrow("return 0 is NaN");
});

test("is the worst of all pairs of an earlier and a later day", () => {
  // Halves, doubles and quarters keep the equity exact.
  const steps = fc.array(fc.constantFrom(-0.5, 1, -0.75, 3, 0), { maxLength: 40 });
  fc.assert(
    fc.property(steps, (returns) => {
      const equity = [1];
      for (const r of returns) equity.push(equity.at(-1)! * (1 + r));
      let depth = 0;
      let longest = 0;
      equity.forEach((high, i) => {
        for (let j = i + 1; j < equity.length; j++) depth = Math.min(depth, equity[j]! / high - 1);
        // From a peak that is lost at once to the recovery, or to the end.
        const back = equity.findIndex((value, j) => j > i && value >= high);
        const end = back < 0 ? equity.length - 1 : back;
        if (end > i && equity[i + 1]! < high) longest = Math.max(longest, end - i);
      });
      const fall = maxDrawdown(returns);
      expect(fall.depth).toBe(depth);
      expect(fall.longest).toBe(longest);
      if (depth < 0) {
        expect(equity[fall.trough + 1]! / equity[fall.peak + 1]! - 1).toBe(depth);
        expect(fall.recovery === null || equity[fall.recovery + 1]! >= equity[fall.peak + 1]!).toBe(true);
        expect(fall.length).toBeLessThanOrEqual(fall.longest);
      }
    }),
    { seed: 8 },
  );
});

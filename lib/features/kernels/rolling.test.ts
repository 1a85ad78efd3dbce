import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../../runtime/index.ts";
import { rollingMax, rollingMean, rollingMedian, rollingMin, rollingStd, rollingSum } from "./rolling.ts";

const series = fc.array(fc.double({ min: -1e12, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 90 });
const size = fc.integer({ min: 2, max: 30 });

/** The windows of a series: all that end at a bar and hold `n` values, fewer at the start. */
const windows = (x: readonly number[], n: number): readonly (readonly number[])[] =>
  x.map((_, i) => x.slice(Math.max(0, i - n + 1), i + 1));

test("extremes and medians are those of each window", () => {
  fc.assert(
    fc.property(series, size, (x, n) => {
      const input = Float64Array.from(x);
      const out = new Float64Array(x.length);
      rollingMax(input, n, x.length, out, 1);
      expect([...out]).toEqual(windows(x, n).map((w) => Math.max(...w)));
      rollingMin(input, n, x.length, out, 1);
      expect([...out]).toEqual(windows(x, n).map((w) => Math.min(...w)));
      rollingMedian(input, n, x.length, out, 1);
      const medians = windows(x, n).map((w) => {
        const s = w.toSorted((a, b) => a - b);
        return s.length % 2 === 1 ? s[(s.length - 1) / 2]! : (s[s.length / 2 - 1]! + s[s.length / 2]!) / 2;
      });
      out.forEach((median, i) => {
        expect(Object.is(median, medians[i]) || median === medians[i]).toBe(true);
      });
    }),
    { numRuns: 150, seed: 1 },
  );
});

/** Sum of doubles that are multiples of 2^-20, without rounding but the last. */
const exactSum = (x: readonly number[]): number =>
  Number(x.reduce((sum, value) => sum + BigInt(Math.round(value * 2 ** 20)), 0n)) / 2 ** 20;

test("sums do not drift: 200,000 ill-scaled values, exact to the last digits of the window", () => {
  const random = createRandom("drift");
  const x = Float64Array.from({ length: 200_000 }, (_, i) => {
    const size = i % 5_000 < 100 ? 2 ** 30 : 1;
    return Math.round(random.uniform() * size * 2 ** 20) / 2 ** 20;
  });
  const out = new Float64Array(x.length);
  const values = [...x];
  for (const n of [5, 20, 200]) {
    rollingSum(x, 0, n, x.length, out);
    for (let i = n - 1; i < x.length; i += 997) {
      const exact = exactSum(values.slice(i - n + 1, i + 1));
      expect(Math.abs(out[i]! - exact)).toBeLessThanOrEqual(n * 2 ** -53 * exact);
    }
  }
});

test("the mean of equal values is that value, so that a still price is not above its own mean", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), series, size, (value, before, n) => {
      const x = Float64Array.from([...before, ...Array<number>(n).fill(value)]);
      const out = new Float64Array(x.length);
      rollingMean(x, 0, n, x.length, out);
      expect(out.at(-1)).toBe(value);
    }),
    { numRuns: 150, seed: 1 },
  );
});

test("a spread survives a mean a million times its size, and is 0 where nothing moves", () => {
  const random = createRandom("spread");
  const x = Float64Array.from({ length: 300 }, (_, i) =>
    i < 200 ? 1e6 + Math.round(random.normal() * 1024) / 1024 : 7.1,
  );
  const out = new Float64Array(300);
  rollingStd(x, 0, 20, 300, out);
  for (let i = 19; i < 200; i++) {
    const centred = [...x.subarray(i - 19, i + 1)].map((value) => value - 1e6);
    const mean = centred.reduce((a, b) => a + b) / 20;
    const expected = Math.sqrt(centred.reduce((a, b) => a + (b - mean) ** 2, 0) / 19);
    expect(out[i]).toBeCloseTo(expected, 9);
  }
  expect(out.subarray(219).every((value) => value === 0)).toBe(true);
  expect(out.subarray(0, 19).every(Number.isNaN)).toBe(true);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../../runtime/index.ts";
import { createScratch } from "../scratch.ts";
import type { Kernels } from "./compiled.ts";

const CAPACITY = 200_000;
const {
  kernels,
  temporary: { a: input, b: result },
} = createScratch(CAPACITY);

/** What a kernel makes of a series, computed in both lanes beside another one; both must come to the same. */
function made(kernel: (k: Kernels, x: number, length: number, out: number) => void, x: ArrayLike<number>): number[] {
  const { length } = x;
  const lanes = [0, 1].map((lane) => {
    const column = new Float64Array(kernels.memory.buffer, input, 2 * length);
    for (let i = 0; i < length; i++) {
      column[2 * i + lane] = x[i]!;
      column[2 * i + 1 - lane] = 1 + ((37 * i) % 11);
    }
    kernel(kernels, input, length, result);
    const out = new Float64Array(kernels.memory.buffer, result, 2 * length);
    return Array.from({ length }, (_, i) => out[2 * i + lane]!);
  });
  expect(lanes[1]!.every((value, i) => Object.is(value, lanes[0]![i]))).toBe(true);
  return lanes[0]!;
}

const series = fc.array(fc.double({ min: -1e12, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 90 });
const size = fc.integer({ min: 2, max: 30 });

/** The windows of a series: all that end at a bar and hold `n` values, fewer at the start. */
const windows = (x: readonly number[], n: number): readonly (readonly number[])[] =>
  x.map((_, i) => x.slice(Math.max(0, i - n + 1), i + 1));

test("extremes and medians are those of each window", () => {
  fc.assert(
    fc.property(series, size, (x, n) => {
      const largest = made((k, input, length, out) => k.rollingMax(input, n, 1, length, out), x);
      largest.forEach((value, i) => {
        expect(value === Math.max(...windows(x, n)[i]!)).toBe(true);
      });
      const smallest = made((k, input, length, out) => k.rollingMin(input, n, 1, length, out), x);
      smallest.forEach((value, i) => {
        expect(value === Math.min(...windows(x, n)[i]!)).toBe(true);
      });
      const median = made((k, input, length, out) => k.rollingMedian(input, n, 1, length, out), x);
      const medians = windows(x, n).map((w) => {
        const s = w.toSorted((a, b) => a - b);
        return s.length % 2 === 1 ? s[(s.length - 1) / 2]! : (s[s.length / 2 - 1]! + s[s.length / 2]!) / 2;
      });
      median.forEach((value, i) => {
        expect(value === medians[i]).toBe(true);
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
  const values = [...x];
  for (const n of [5, 20, 200]) {
    const out = made((k, input, length, result) => k.rollingSum(input, 0, n, length, result), x);
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
      const out = made((k, input, length, result) => k.rollingMean(input, 0, n, length, result), x);
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
  const out = made((k, input, length, result) => k.rollingStd(input, 0, 20, 20, length, result), x);
  for (let i = 19; i < 200; i++) {
    const centred = [...x.subarray(i - 19, i + 1)].map((value) => value - 1e6);
    const mean = centred.reduce((a, b) => a + b) / 20;
    const expected = Math.sqrt(centred.reduce((a, b) => a + (b - mean) ** 2, 0) / 19);
    expect(out[i]).toBeCloseTo(expected, 9);
  }
  expect(out.slice(219).every((value) => value === 0)).toBe(true);
  expect(out.slice(0, 19).every(Number.isNaN)).toBe(true);
});

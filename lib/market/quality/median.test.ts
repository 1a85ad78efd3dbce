import fc from "fast-check";
import { median as peerMedian } from "simple-statistics";
import { expect, test } from "vitest";
import { median, slidingMedian } from "./median.ts";

const numbers = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 60 });

test("the median is that of simple-statistics", () => {
  fc.assert(
    fc.property(numbers, (values) => {
      expect(median(Float64Array.from(values))).toBeCloseTo(peerMedian(values), 6);
    }),
  );
  expect(median(new Float64Array(0))).toBeNaN();
});

test("the sliding median is the median of each window's positive values", () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: 0, max: 9 }), (values, reach) => {
      const out = new Float64Array(values.length);
      slidingMedian(Float64Array.from(values), reach, out);
      values.forEach((_, i) => {
        const window = values.slice(Math.max(0, i - reach), i + reach + 1).filter((value) => value > 0);
        if (window.length === 0) expect(out[i]).toBeNaN();
        else expect(out[i]).toBeCloseTo(peerMedian(window), 6);
      });
    }),
  );
});

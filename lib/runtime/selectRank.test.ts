import fc from "fast-check";
import { expect, test } from "vitest";
import { selectRank } from "./selectRank.ts";

const numbers = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: 0, max: 3 })), { minLength: 1 });

test("the value of a rank comes to its place, between smaller and greater ones", () => {
  fc.assert(
    fc.property(numbers, fc.nat(), fc.nat(), (values, a, b) => {
      const [first, second] = [a % values.length, b % values.length].sort((x, y) => x - y) as [number, number];
      const sorted = Float64Array.from(values).sort();
      const chosen = Float64Array.from(values);
      selectRank(chosen, first);
      expect(chosen[first]! + 0).toBe(sorted[first]! + 0);
      // A greater rank is looked for from there on.
      selectRank(chosen, second, chosen.length, first);
      expect(chosen[second]! + 0).toBe(sorted[second]! + 0);
      expect(chosen.subarray(0, second).every((value) => value <= chosen[second]!)).toBe(true);
      expect(chosen.subarray(second).every((value) => value >= chosen[second]!)).toBe(true);
      expect(chosen.sort()).toEqual(sorted);
    }),
  );
});

test("values beyond the count stay where they are", () => {
  const values = Float64Array.of(3, 1, 2, -5);
  selectRank(values, 0, 3);
  expect([values[0], values[3]]).toEqual([1, -5]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { bisectLeft } from "./bisectLeft.ts";

test("it is the number of values below, within the bounds", () => {
  const values = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 40 });
  fc.assert(
    fc.property(values, fc.nat(40), fc.nat(40), fc.integer({ min: -1, max: 21 }), (drawn, a, b, value) => {
      const sorted = Float64Array.from(drawn).sort();
      const [from, to] = [Math.min(a, b, sorted.length), Math.min(Math.max(a, b), sorted.length)];
      const below = sorted.subarray(from, to).filter((each) => each < value).length;
      expect(bisectLeft(sorted, value, from, to)).toBe(from + below);
      expect(bisectLeft(sorted, value)).toBe(sorted.filter((each) => each < value).length);
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { sortByValue } from "./sortByValue.ts";

const number = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MIN_VALUE),
  fc.integer({ min: -3, max: 3 }),
);

test("is a stable sort by comparison, of few places and of many, with NaN last", () => {
  fc.assert(
    fc.property(fc.array(number, { maxLength: 300, size: "max" }), fc.boolean(), (values, isReversed) => {
      const places = values.map((_, i) => (isReversed ? values.length - 1 - i : i)).filter((i) => i % 7 !== 3);
      const sorted = Uint32Array.from(places);
      sortByValue(sorted, Float64Array.from(values));
      // A sort in script is stable; -0 - 0 is 0, and Infinity less itself is NaN, which counts as equal.
      const isLater = (i: number) => +Number.isNaN(values[i]);
      expect([...sorted]).toEqual(
        places.toSorted((a, b) => isLater(a) - isLater(b) || +(values[a]! > values[b]!) - +(values[a]! < values[b]!)),
      );
    }),
  );
});

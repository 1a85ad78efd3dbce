import fc from "fast-check";
import { expect, test } from "vitest";
import { stratifiedSplit } from "./stratifiedSplit.ts";

test("every row is on one side, and each class keeps its share", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(-1, 1), { minLength: 20, maxLength: 300 }), fc.nat(), (values, seed) => {
      const classes = Int8Array.from(values);
      const { train, test } = stratifiedSplit(classes, 0.3, seed);
      expect([...train, ...test].sort((a, b) => a - b)).toEqual([...classes.keys()]);
      for (const value of new Set(classes)) {
        const members = classes.filter((c) => c === value).length;
        expect(test.filter((i) => classes[i] === value)).toHaveLength(Math.round(0.3 * members));
      }
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { auc, placements } from "./auc.ts";

const rows = fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 0, max: 1 })), {
  minLength: 2,
  maxLength: 80,
});

test("is the share of pairs in the right order, ties half", () => {
  fc.assert(
    fc.property(rows, (table) => {
      const score = table.map(([s]) => s);
      const positive = table.map(([, p]) => p);
      let right = 0;
      let pairs = 0;
      for (const [s, p] of table) {
        for (const [other, q] of table) {
          if (p !== 1 || q === 1) continue;
          pairs++;
          right += s > other ? 1 : s === other ? 0.5 : 0;
        }
      }
      expect(auc(score, positive)).toBe(pairs === 0 ? NaN : right / pairs);
      if (pairs === 0) return;
      // An order that is turned around, and one that is stretched.
      const turned = score.map((s) => -s);
      expect(auc(turned, positive)).toBeCloseTo(1 - right / pairs, 12);
      const stretched = score.map((s) => Math.exp(s));
      expect(auc(stretched, positive)).toBe(right / pairs);

      const placed = placements(score, positive);
      for (const side of [0, 1]) {
        const of = placed.filter((_, i) => positive[i] === side);
        expect(of.reduce((sum, x) => sum + x, 0) / of.length).toBeCloseTo(right / pairs, 12);
      }
    }),
    { seed: 51 },
  );
});

test("scores that cannot be ranked are refused", () => {
  expect(() => auc([0.1, NaN], [0, 1])).toThrow("the score of row 1 is NaN");
  expect(() => auc([0.1], [0, 1])).toThrow("lengths differ: score 1, positive 2");
  expect(auc([1, 2], [1, 1])).toBeNaN();
  // Classes other than 1 are negative: labels of -1, 0 and 1 can be given as they are.
  expect(auc([3, 1, 2], [1, -1, 0])).toBe(1);
});

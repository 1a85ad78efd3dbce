import fc from "fast-check";
import { expect, test } from "vitest";
import { createMatrix } from "../runtime/index.ts";
import { rankWithinDay } from "./rankWithinDay.ts";

test("ranks among the rows of a day, ties in their middle, what is missing stays so", () => {
  const matrix = createMatrix(["a"], 6);
  matrix.values.set([3, 1, 3, Number.NaN, 7, 2]);
  rankWithinDay(matrix, [5, 5, 5, 5, 6, 5]);
  expect([...matrix.values.subarray(0, 6)]).toEqual([0.75, 0.125, 0.75, Number.NaN, 0.5, 0.375]);
  expect(() => rankWithinDay(matrix, [1])).toThrow("1 days for 6 rows");
});

test("of any values: by counting who is less and who is equal, among the chosen rows of the day", () => {
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(Number.NaN), fc.constant(-0));
  const row = fc.record({ value, day: fc.integer({ min: 0, max: 3 }), isChosen: fc.boolean() });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (rows) => {
      const matrix = createMatrix(["a", "b"], rows.length);
      for (const [i, { value }] of rows.entries()) {
        matrix.values[i] = value;
        matrix.values[matrix.stride + i] = -value;
      }
      const chosen = Uint32Array.from(rows.keys()).filter((i) => rows[i]!.isChosen);
      rankWithinDay(
        matrix,
        rows.map(({ day }) => day),
        chosen,
      );
      for (const [i, { value, day, isChosen }] of rows.entries()) {
        const peers = rows.filter((each) => each.isChosen && each.day === day && !Number.isNaN(each.value));
        const less = peers.filter((each) => each.value < value).length;
        const equal = peers.filter((each) => each.value === value).length;
        const expected = isChosen && equal > 0 ? (less + equal / 2) / peers.length : Number.NaN;
        const [found, mirrored] = [matrix.values[i]!, matrix.values[matrix.stride + i]!];
        if (Number.isNaN(expected)) expect([found, mirrored]).toEqual([Number.NaN, Number.NaN]);
        else {
          expect(found).toBeCloseTo(expected, 6);
          expect(mirrored).toBeCloseTo(1 - expected, 6);
        }
      }
    }),
  );
});

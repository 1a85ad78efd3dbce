import fc from "fast-check";
import { expect, test } from "vitest";
import { countRows, encodeRows, type RowSet } from "./rows.ts";

test("ranges are pairs, rows are themselves, and both are counted", () => {
  const ranges: RowSet = [
    [7, 9],
    [0, 5],
  ];
  expect(encodeRows(ranges, 9)).toEqual({ values: Uint32Array.of(7, 9, 0, 5), shape: [2, 2] });
  expect(countRows(ranges)).toBe(7);
  const rows = Uint32Array.of(3, 3, 8);
  expect(encodeRows(rows, 9)).toEqual({ values: rows, shape: [3] });
  expect(countRows(rows)).toBe(3);
});

test("what is empty, backwards, broken or outside is refused", () => {
  const wrong: RowSet[] = [[], new Uint32Array(0), [[2, 2]], [[3, 2]], [[-1, 2]], [[0, 2.5]], [[0, Number.NaN]]];
  for (const rows of wrong) expect(() => encodeRows(rows, 9)).toThrow(/rows/);
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(1000), (available, beyond) => {
      expect(() => encodeRows([[0, available + beyond + 1]], available)).toThrow(`matrix of ${available} rows`);
      expect(() => encodeRows(Uint32Array.of(available + beyond), available)).toThrow(`matrix of ${available} rows`);
    }),
  );
});

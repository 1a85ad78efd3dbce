import fc from "fast-check";
import { expect, test } from "vitest";
import { type CellModule, NO_CELLS, withCell } from "./knownCells.ts";
import { changesBetween, withChanges } from "./knownChanges.ts";

/** A cell that declares variables. */
function cellOf(names: readonly string[], rest: Partial<CellModule> = {}): CellModule {
  const kinds = Object.fromEntries(names.map((name) => [name, ["const"] as const]));
  return { text: names.join(), names: kinds, additions: [], uses: [], changesMath: false, ...rest };
}

/** What is known after each cell of a notebook; names come again, and some cells failed before they had a value. */
const notebooks = fc
  .array(
    fc.record({
      names: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d")),
      additions: fc.subarray(["Array"]),
      uses: fc.uniqueArray(fc.integer({ min: 1, max: 4 })),
      left: fc.subarray(["a", "b"]),
    }),
    { maxLength: 12 },
  )
  .map((cells) => {
    let known = NO_CELLS;
    return cells.map(({ names, left, ...rest }, k) => {
      known = withCell(known, cellOf(names, { text: `cell ${k}`, changesMath: k > 5, ...rest }), left);
      return known;
    });
  });

test("who is told the changes, also of several cells at once, knows all", () => {
  fc.assert(
    fc.property(notebooks, fc.infiniteStream(fc.boolean()), (moments, tells) => {
      let [told, heard] = [NO_CELLS, NO_CELLS];
      for (const known of moments) {
        if (!tells.next().value) continue;
        heard = withChanges(heard, structuredClone(changesBetween(told, known)));
        told = known;
        expect(heard).toEqual(told);
      }
    }),
  );
});

test("after a cell, the changes are what it declares", () => {
  let known = NO_CELLS;
  for (let k = 0; k < 100; k++) known = withCell(known, cellOf([`name${k}`]));
  const { set, gone } = changesBetween(known, withCell(known, cellOf(["last"])));
  expect([set.map(([cell]) => cell), gone]).toEqual([[101], []]);
});

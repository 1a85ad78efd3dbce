import fc from "fast-check";
import { expect, test } from "vitest";
import { type KnownCells, NO_CELLS, withCell } from "./knownCells.ts";
import { changesBetween, withChanges } from "./knownChanges.ts";

/** What cells declare, each after the others; names come again, and some failed before they had a value. */
const notebooks = fc.array(
  fc.record({
    names: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d")),
    additions: fc.subarray(["Array"]),
    uses: fc.uniqueArray(fc.integer({ min: 1, max: 4 })),
    left: fc.subarray(["a", "b"]),
  }),
  { maxLength: 12 },
);

/** What is known after each of the cells. */
function moments(notebook: typeof notebooks extends fc.Arbitrary<infer Notebook> ? Notebook : never): KnownCells[] {
  let known = NO_CELLS;
  return notebook.map(({ names, additions, uses, left }, k) => {
    const kinds = Object.fromEntries(names.map((name) => [name, ["const"] as const]));
    const module = { text: `cell ${k}`, names: kinds, additions, uses, changesMath: k > 5 };
    known = withCell(known, module, left);
    return known;
  });
}

test("who is told the changes, also of several cells at once, knows all", () => {
  fc.assert(
    fc.property(notebooks, fc.infiniteStream(fc.boolean()), (notebook, tells) => {
      let [told, heard] = [NO_CELLS, NO_CELLS];
      for (const known of moments(notebook)) {
        if (!tells.next().value) continue;
        heard = withChanges(heard, structuredClone(changesBetween(told, known)));
        told = known;
        expect(heard).toEqual(told);
      }
    }),
  );
});

test("after a cell, the changes are what it declares", () => {
  const declaring = (name: string) => ({
    text: name,
    names: { [name]: ["const"] as const },
    additions: [],
    uses: [],
    changesMath: false,
  });
  let known = NO_CELLS;
  for (let k = 0; k < 100; k++) known = withCell(known, declaring(`name${k}`));
  const { cells, names } = changesBetween(known, withCell(known, declaring("last")));
  expect([cells.set.map(([cell]) => cell), cells.gone]).toEqual([[101], []]);
  expect([names.set.map(([name]) => name), names.gone]).toEqual([["last"], []]);
});

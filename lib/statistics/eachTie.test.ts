import { expect, test } from "vitest";
import { eachTie } from "./eachTie.ts";
import { standardisedRanks } from "./standardisedRanks.ts";

test("runs of equal values follow each other, each NaN by itself, so that nothing hangs on one", () => {
  const runs: (readonly [number, number])[] = [];
  eachTie(Uint32Array.of(2, 0, 1, 3, 4), [5, 5, 1, Number.NaN, Number.NaN], (from, to) => runs.push([from, to]));
  expect(runs).toEqual([
    [0, 1],
    [1, 3],
    [3, 4],
    [4, 5],
  ]);
  expect(standardisedRanks([1, Number.NaN, 2])).toHaveLength(3);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { byGroup } from "./byGroup.ts";
import { tradeSums } from "./tradeSums.ts";
import { winRate } from "./winRate.ts";

test("a metric by year and by regime", () => {
  const net = [0.1, -0.1, 0.2, 0.3, -0.2];
  const rate = ({ net }: { readonly net: Float64Array }) => winRate(tradeSums(net));
  expect([...byGroup([2022, 2021, 2022, 2021, 2021], { net }, rate)]).toEqual([
    [2021, 1 / 3],
    [2022, 1],
  ]);
  expect([...byGroup(["fear", "calm", "fear", "calm", "calm"], { net }, rate).keys()]).toEqual(["calm", "fear"]);
  expect(byGroup([], { net: [] }, rate).size).toBe(0);
  expect(() => byGroup([1], { net }, rate)).toThrow("lengths differ: key 1, net 5");
});

test("every row is in one group, in its order", () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: -3, max: 12 }), fc.integer()), { maxLength: 50 });
  fc.assert(
    fc.property(rows, (table) => {
      const groups = byGroup(
        table.map(([key]) => key),
        { value: table.map(([, value]) => value) },
        ({ value }) => [...value],
      );
      for (const [key, values] of groups) {
        expect(values).toEqual(table.filter(([k]) => k === key).map(([, value]) => value));
      }
      expect([...groups.keys()]).toEqual([...new Set(table.map(([key]) => key))].sort((a, b) => a - b));
    }),
    { seed: 9 },
  );
});

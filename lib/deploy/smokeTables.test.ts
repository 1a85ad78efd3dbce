import { expect, test } from "vitest";
import { driftTable, smokeTable } from "./smokeTables.ts";

test("a check that failed, and one that could not be made, are not taken for passed", () => {
  const html = smokeTable({
    ...{ date: "2024-03-08", mayTrade: false },
    checks: [
      { id: "fresh", passed: false, detail: "old" },
      { id: "drift", passed: null, detail: "nothing" },
    ],
  });
  expect(html).toContain("2024-03-08: may not trade");
  expect(html).toMatch(/FAILED[\s\S]*not checked/);
  expect(html).not.toContain("passed");
});

test("drift is cut to ten inputs, and that is said; none is said too", () => {
  const drift = Array.from({ length: 12 }, (_, k) => ({ input: `input-${k}`, index: 0.36 - 0.03 * k }));
  const html = driftTable({ drift });
  expect(html).toContain("10 of 12 inputs");
  expect(html.match(/>(much|some|hardly)</g)).toEqual(
    drift.slice(0, 10).map(({ index }) => (index > 0.25 ? ">much<" : index > 0.1 ? ">some<" : ">hardly<")),
  );
  expect(driftTable({ drift: [] })).toContain("Nothing to compare with");
});

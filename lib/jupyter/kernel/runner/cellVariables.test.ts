import { expect, test } from "vitest";
import { CellVariables } from "./cellVariables.ts";

test("a cell that failed leaves what it came to, also in a loop, and nothing of what it did not", () => {
  const exports: Record<string, unknown> = { old: 1, same: 2, cleared: () => 3, steps: 0, none: undefined };
  const written = ["old", "same", "cleared", "fresh", "never", "steps", "none"];
  const variables = new CellVariables(exports, { loops: [[], ["steps", "none"]], names: { read: [], written } });
  const { cleared } = exports;
  Object.assign(exports, { old: "now text", cleared: undefined, fresh: [1] });
  variables.kept.set([2, 7, Number.NaN]);
  expect(variables.failed()).toEqual(["same", "cleared", "never", "none"]);
  expect(exports).toEqual({ old: "now text", same: 2, cleared, fresh: [1], steps: 7 });
});

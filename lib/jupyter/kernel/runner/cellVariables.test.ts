import { expect, test } from "vitest";
import { CellVariables } from "./cellVariables.ts";

const NOTHING = { declared: [], initialized: [], unset: [] };

test("a cell that failed leaves what it came to, also in a loop, and nothing of what it did not", () => {
  const exports: Record<string, unknown> = { old: 1, same: 2, cleared: () => 3, steps: 0, none: undefined };
  const declared = ["old", "same", "cleared", "fresh", "never", "steps", "none"];
  const variables = new CellVariables(exports, { loops: [[], ["steps", "none"]], names: { ...NOTHING, declared } });
  const { cleared } = exports;
  Object.assign(exports, { old: "now text", cleared: undefined, fresh: [1] });
  variables.kept.set([2, 7, Number.NaN]);
  expect(variables.failed()).toEqual(["same", "cleared", "never", "none"]);
  expect(exports).toEqual({ old: "now text", same: 2, cleared, fresh: [1], steps: 7 });
});

test("undefined is a value where the cell gave it, and for what was declared with nothing", () => {
  const exports: Record<string, unknown> = { emptied: 1, again: 2, best: 3, model: 4 };
  const names = {
    declared: ["emptied", "again", "never", "best", "model"],
    initialized: ["emptied", "again", "never"],
    unset: ["best"],
  };
  const variables = new CellVariables(exports, { loops: [], names });
  Object.assign(exports, { emptied: undefined, best: undefined, model: undefined });
  expect(variables.failed()).toEqual(["again", "never", "model"]);
  expect(exports).toMatchObject({ emptied: undefined, again: 2, best: undefined, model: 4 });
});

test("a variable of an earlier cell that was assigned undefined stays so", () => {
  const exports: Record<string, unknown> = { current: 1 };
  const variables = new CellVariables(exports, { loops: [], names: NOTHING });
  exports.current = undefined;
  expect(variables.failed()).toEqual([]);
  expect(exports.current).toBe(undefined);
});

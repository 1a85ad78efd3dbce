import { expect, test } from "vitest";
import { nothingToLearn } from "./nothingToLearn.ts";

test.each([
  [[], "no barrier was reached"],
  [[0, 0], "no target was reached"],
  [[1, 1], "every target was reached"],
  [[1, 0], null],
])("nothingToLearn of %j: %s", (target, reason) => {
  expect(nothingToLearn(Int8Array.from(target))).toBe(reason);
});

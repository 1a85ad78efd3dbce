import { expect, test } from "vitest";
import { helpQuery } from "./helpQuery.ts";

test.each([
  ["Math.max?", "Math.max"],
  ["?Math", "Math"],
  [" über?? \n", "über"],
  ["name", undefined],
  ["a ? 1 : 2", undefined],
  ["a?.b", undefined],
  ["1?", undefined],
])("%s asks for %s", (code, name) => {
  expect(helpQuery(code)).toBe(name);
});

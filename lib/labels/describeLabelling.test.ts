import { expect, test } from "vitest";
import { describeLabelling } from "./describeLabelling.ts";

test.each([
  [{ profit: 0.05, stop: 0.08, horizon: 7 }, "+5 % / -8 % in 7 bars"],
  [{ profit: 7 / 100, stop: 14 / 100, horizon: 14 }, "+7 % / -14 % in 14 bars"],
  [{ profit: 0.025, stop: 0.0375, horizon: 1 }, "+2.5 % / -3.75 % in 1 bar"],
])("%j: %s", (labelling, text) => {
  expect(describeLabelling(labelling)).toBe(text);
});

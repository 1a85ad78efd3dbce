import { expect, test } from "vitest";
import { describeLabelling } from "./describeLabelling.ts";

test.each([
  [{ profit: 0.05, stop: 0.08, horizon: 7 }, "+5 % / -8 % in 7 bars"],
  [{ profit: 7 / 100, stop: 14 / 100, horizon: 14 }, "+7 % / -14 % in 14 bars"],
  [{ profit: 0.025, stop: 0.0375, horizon: 1 }, "+2.5 % / -3.75 % in 1 bar"],
  [{ profit: 1, stop: 1.5, horizon: 10, barriers: "vol" as const }, "+1 σ / -1.5 σ in 10 bars"],
  [
    { method: "cross_sectional" as const, profit: 0.2, stop: 0.3, horizon: 10, primary: "momentum" as const },
    "highest 20 % / lowest 30 % of a day after 10 bars of what momentum buys",
  ],
])("%j: %s", (labelling, text) => {
  expect(describeLabelling(labelling)).toBe(text);
});

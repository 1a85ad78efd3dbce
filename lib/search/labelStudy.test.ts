import { expect, test } from "vitest";
import { type LabelTrial, winnerOf } from "./labelStudy.ts";

const labelling = { method: "simple", profit: 0.05, stop: 0.05, horizon: 3 } as const;
const failed: LabelTrial = {
  ...{ number: 0, ...labelling, status: "failed", value: null, t: null, sharpe: null, beta: null },
  accuracy: null,
  overfitGap: null,
  why: "no target was reached",
};
const complete = (number: number, value: number): LabelTrial => ({
  ...{ ...failed, number, status: "complete", value, why: null },
});

test("winnerOf takes the highest value, the earliest of equals, and no trial that could not be judged", () => {
  expect(winnerOf([failed, complete(1, -0.2), complete(2, 0.3), complete(3, 0.3)]).number).toBe(2);
});

test("winnerOf says why there is none", () => {
  const idle: LabelTrial = { ...failed, number: 2, why: "nothing is earned" };
  expect(() => winnerOf([failed, { ...failed, number: 1 }, idle])).toThrow(
    "none of 3 labellings could be judged: no target was reached (2), nothing is earned (1).",
  );
});

import { expect, test } from "vitest";
import { scorerSchema } from "./decisionSchemas.ts";
import { logit, type Scorer, scoreRows, sigmoid } from "./scorer.ts";

const scorer: Scorer = {
  members: ["xgboost", "catboost"],
  stacker: { intercept: 0.1, weights: [0.7, -0.2] },
  calibrator: { intercept: -0.3, weights: [0.5] },
};

test("is the calibrated, weighted sum of the members' logits", () => {
  const probability = { catboost: [0.4, 1], xgboost: [0.8, 0.5], lightgbm: [0, 0] };
  const [first, second] = scoreRows(scorer, probability);
  const stacked = 0.1 + 0.7 * Math.log(0.8 / 0.2) - 0.2 * Math.log(0.4 / 0.6);
  expect(first).toBeCloseTo(1 / (1 + Math.exp(0.3 - 0.5 * stacked)), 12);
  expect(second).toBeCloseTo(sigmoid(-0.3 + 0.5 * (0.1 - 0.2 * logit(1))), 12);
  expect(logit(1)).toBeCloseTo(Math.log(1e7), 6);
  expect(scoreRows(scorer, { xgboost: [NaN], catboost: [0.5] })[0]).toBeNaN();
  expect(scoreRows(scorer, { xgboost: [], catboost: [] })).toHaveLength(0);
});

test("what does not fit is refused", () => {
  expect(() => scoreRows(scorer, { xgboost: [0.5] })).toThrow("not as many probabilities of catboost as of xgboost");
  expect(() => scoreRows(scorer, { xgboost: [0.5], catboost: [] })).toThrow("of catboost as of xgboost");
  expect(() => scoreRows(scorer, {})).toThrow("of xgboost");
});

test("a file's scorer is read as it was, or refused", () => {
  expect(scorerSchema.parse(JSON.parse(JSON.stringify(scorer)))).toEqual(scorer);
  const fault = (changed: object) => scorerSchema.safeParse({ ...scorer, ...changed }).error?.issues[0]?.message;
  expect(fault({ members: ["xgboost"] })).toBe("has not a weight a member");
  expect(fault({ members: ["xgboost", "xgboost"] })).toBe("names a member twice");
  expect(fault({ calibrator: { intercept: 0, weights: [] } })).toBe("has not one slope");
  expect(fault({ stacker: { intercept: Number.NaN, weights: [1, 1] } })).toContain("expected number");
});

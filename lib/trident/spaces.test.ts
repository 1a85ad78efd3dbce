import { expect, test } from "vitest";
import { fitParams, spaceOf } from "./spaces.ts";

const WHOLE = { trees: 500, depth: 10, stoppingRounds: 50 };

test("whole, the spaces are the roadmap's", () => {
  expect(spaceOf("xgboost", WHOLE)).toMatchObject({ trees: { low: 100, high: 500 }, maxDepth: { low: 3, high: 10 } });
  expect(Object.keys(spaceOf("lightgbm", WHOLE))).toEqual(["leaves", "learningRate", "columnShare"]);
  expect(spaceOf("catboost", WHOLE)).toMatchObject({ maxDepth: { low: 4, high: 10 }, lambda: { low: 1, high: 10 } });
});

test("limits cap trees and depth, and stop the engines that name no number of trees", () => {
  const limits = { trees: 50, depth: 6, stoppingRounds: 5 };
  expect(spaceOf("xgboost", limits)).toMatchObject({ trees: { low: 10, high: 50 }, maxDepth: { low: 3, high: 6 } });
  expect(fitParams("lightgbm", { leaves: 20 }, limits)).toEqual({
    ...{ trees: 50, stoppingRounds: 5, leaves: 20, classWeight: "balanced" },
  });
  expect(fitParams("xgboost", { trees: 20 }, limits)).toEqual({ trees: 20, classWeight: "balanced" });
});

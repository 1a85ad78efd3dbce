import { expect, test } from "vitest";
import { restorePrior } from "./restorePrior.ts";

test("with two classes it adds the log of the prior's odds to the logit", () => {
  const logit = (p: number) => Math.log(p / (1 - p));
  const given = [0.01, 0.3, 0.5, 0.97];
  const put = restorePrior(Float64Array.from(given), [0.8, 0.2]);
  for (const [i, p] of given.entries()) expect(logit(put[i]!)).toBeCloseTo(logit(p) + Math.log(0.2 / 0.8), 10);
  expect(restorePrior(Float64Array.from(given), [0.5, 0.5])).toEqual(Float64Array.from(given));
});

test("with three classes as with two, and the rows sum to 1", () => {
  const put = restorePrior(Float64Array.of(0.2, 0.5, 0.3, 1 / 3, 1 / 3, 1 / 3), [0.5, 0.2, 0.3]);
  const weighed = [0.1, 0.1, 0.09].map((x) => x / 0.29);
  for (const [i, expected] of [...weighed, 0.5, 0.2, 0.3].entries()) expect(put[i]).toBeCloseTo(expected, 12);
});

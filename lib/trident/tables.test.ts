import { expect, test } from "vitest";
import type { FittedScorer } from "./fitScorer.ts";
import { hypothesisTable } from "./hypothesisTable.ts";
import { judgeHypothesis } from "./roadmapHypothesis.ts";
import { scorersTable } from "./scorersTable.ts";
import type { Training } from "./trainTrident.ts";

const fitted: FittedScorer = {
  scorer: { members: ["b"], stacker: { intercept: 0, weights: [1] }, calibrator: { intercept: 0, weights: [1] } },
  ...{
    isEnsemble: false,
    names: ["a", "b"],
    best: "b",
    memberLoss: [0.69, 0.68],
    ensembleLoss: 0.685,
    worth: [0.002, -0.004],
  },
  gain: {
    ...{ estimate: -0.005, low: -0.006, high: 0.001, standardError: 0.001 },
    ...{ rows: 100, nEffective: 50, dates: 20, blocks: 10, blockLength: 2 },
  },
  correlation: [
    [1, 0.91],
    [0.91, 1],
  ],
  stacker: { intercept: 0, weights: [0.4, 0.6] },
};

test("scorersTable says what was kept in each cluster, and by how much", () => {
  const clusters = ["calm", "wild", "odd"].map((name, k) => ({ number: k + 1, name, centres: [] }));
  const scorers = [fitted, { ...fitted, isEnsemble: true }, null];
  const html = scorersTable({ manifest: { clusters }, calibrated: { scorers } } as unknown as Training);
  const rows = html
    .split("<tr>")
    .slice(-3)
    .map((row) => row.replace(/<[^>]*>/g, "|").replace(/\|+/g, "|"));
  expect(rows[0]).toContain(
    "|1 calm|b|a 0.6900, b 0.6800|0.6850|-0.00500 (-0.00600 to 0.00100)|a +0.00200, b -0.00400|0.91|",
  );
  expect(rows[1]).toContain("|2 wild|ensemble|");
  expect(rows[2]).toContain("|3 odd|nothing: too few decisions|–|–|–|–|–|");
});

test("hypothesisTable has a row a claim, beside what chance gives", () => {
  const html = hypothesisTable(judgeHypothesis(["rsi_14", "mom_accel"], [1, 2], [[2, 1]]));
  expect(html.match(/<tr>/g)).toHaveLength(11);
  expect(html).toContain("2 to 2");
  expect(html).toContain("1 (by chance 1.0; as many or more in 100 %)");
  expect(html).not.toContain("NaN");
});

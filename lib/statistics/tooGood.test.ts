import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { appraisalRatio } from "./appraisalRatio.ts";
import { aucInterval } from "./aucInterval.ts";
import { rankIc } from "./rankIc.ts";
import { type Claim, claimOf, tooGood, tooGoodSentence } from "./tooGood.ts";

const claim = (measure: Claim["measure"], estimate: number, lowerBound: number): Claim => ({
  ...{ measure, estimate, lowerBound },
});

test.each([
  ["sharpe", 1.5, 2.5],
  ["edge", 0.05, 0.05],
  ["auc", 0.05, 0.05],
  ["sign_auc", 0.55, 0.55],
  ["rank_ic", 0.05, 0.05],
  ["auc_gap", 0.2, 0.2],
] as const)("%s is too good where its lower bound passes %d, a leak from %d on", (measure, above, leak) => {
  const of = (lowerBound: number) => tooGood([claim(measure, 9, lowerBound)]);
  expect(of(above).status).toBe("pass");
  expect(of(above + 0.001).status).toBe("fail");
  expect(of(leak + 0.001).lines[0]!.detail).toContain("A leak until proven otherwise.");
  if (leak > above) expect(of(leak).lines[0]!.detail).toContain("look for a leak first");
  const unsure = of(Number.NaN);
  expect(unsure).toMatchObject({ status: "not enough data", lines: [{ value: 9 }] });
  expect(tooGoodSentence(unsure)).toMatch(/^Nothing here is surely too good .* with no bound known: .* 9\.$/);
  expect(tooGood([claim(measure, above, Number.NaN)])).toMatchObject({ lines: [{ value: null }] });
});

test("one that is perfect has no draws that differ, and is no less a leak for that", () => {
  const days = Array.from({ length: 300 }, (_, i) => Math.floor(i / 10));
  const score = days.map((_, i) => i % 10);
  const of = { session: days, score, overlap: 1, seed: 1 };
  const ic = rankIc({ ...of, outcome: score });
  expect(ic.estimate).toBeCloseTo(1, 12);
  const ranked = aucInterval({ ...of, positive: score.map((s) => +(s > 4)) });
  expect(ranked.low).toBeNaN();
  const verdict = tooGood([claimOf("rank_ic", "x", ic), claimOf("auc", "x", ranked, 0.5), claim("sharpe", 0.1, -1)]);
  expect(verdict.lines.map(({ status }) => status)).toEqual(["fail", "fail", "pass"]);
  // Two blocks show little.
  const few = { ...ranked, blocks: 2 };
  expect(tooGood([claimOf("sign_auc", "x", few)]).status).toBe("pass");
});

test("one that is too good is enough, and is named", () => {
  const verdict = tooGood([claim("edge", 0.01, -0.02), { ...claim("sharpe", 39.97, 35.2), of: "the policy" }]);
  expect(verdict.status).toBe("fail");
  expect(tooGoodSentence(verdict)).toBe(
    "Too good to be true: Sharpe ratio of the excess after costs, the policy 39.97. At least 35.2. A leak until proven otherwise.",
  );
  expect(tooGoodSentence(tooGood([claim("edge", 0.01, -0.02)]))).toBe("Nothing here is too good to be true.");
  expect(tooGoodSentence(tooGood([]))).toContain("cannot be said");
});

test("the appraisal ratio is the Sharpe ratio of what the market does not explain", () => {
  const random = createRandom("appraisal");
  const market = Float64Array.from({ length: 20_000 }, () => 0.0005 + 0.01 * random.normal());
  // 0.1 a day, 1.587 a year, whatever the market does.
  const own = market.map(() => 0.0005 + 0.005 * random.normal());
  const { estimate, lowerBound } = appraisalRatio(
    own.map((r, t) => r + 1.7 * market[t]!),
    market,
  );
  expect(Math.abs(estimate - 0.1 * Math.sqrt(252))).toBeLessThan(0.25);
  // 1.645 standard errors of sqrt(252 / T).
  expect((estimate - lowerBound) / (1.645 * Math.sqrt(252 / 20_000))).toBeCloseTo(1, 1);
  expect(appraisalRatio(market, market)).toEqual({ estimate: Number.NaN, lowerBound: Number.NaN });
});

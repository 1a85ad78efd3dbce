import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { rankIc } from "./rankIc.ts";

test("sessions of few rows or equal scores are left out, and where none is left nothing is known", () => {
  const outcome = [1, 2, 3, 4, 5];
  const of = (score: readonly number[], rows = outcome) => ({
    ...{ session: score.map(() => 3), score, outcome: rows, overlap: 1, seed: 1 },
  });
  expect(rankIc(of([5, 4, 3, 2, 1])).estimate).toBeCloseTo(-1, 12);
  // Ties share the mean of their ranks: by scipy.stats.spearmanr.
  expect(rankIc(of([1, 1, 2, 3, 3])).estimate).toBeCloseTo(0.9486832980505138, 12);
  expect(rankIc(of([7, 7, 7, 7, 7])).estimate).toBeNaN();
  expect(rankIc(of([1, 2, 3, 4], [1, 2, 3, 4]))).toMatchObject({ estimate: NaN, rows: 0 });
  expect(() => rankIc({ ...of([1]), outcome: [] })).toThrow("lengths differ");
});

test("it is the mean of the days' correlations, and overlapping outcomes widen its interval", () => {
  const random = createRandom("ic");
  const rows = Array.from({ length: 250 * 40 }, (_, i) => ({ session: Math.floor(i / 40), ticker: i % 40 }));
  const score = rows.map(() => random.normal());
  const session = rows.map((row) => row.session);
  const own = score.map((s) => 0.1 * s + random.normal());
  const found = rankIc({ session, score, outcome: own, overlap: 1, seed: 1 });
  // The rank correlation of normals with correlation r is 6 / pi * asin(r / 2).
  expect(Math.abs(found.estimate - (6 / Math.PI) * Math.asin(0.0995 / 2))).toBeLessThan(0.03);
  expect(found.dates).toBe(250);
  // Standard error of a day's correlation of 40 is about 1 / sqrt 39.
  expect(found.standardError * Math.sqrt(250 * 39)).toBeGreaterThan(0.7);
  expect(found.standardError * Math.sqrt(250 * 39)).toBeLessThan(1.4);
  // Scores that stay and outcomes that overlap are one and the same evidence for ten days.
  const slow = rows.map(({ ticker, session: s }) => score[40 * Math.floor(s / 10) + ticker]!);
  const same = rows.map(({ ticker, session: s }) => own[40 * Math.floor(s / 10) + ticker]!);
  const held = rankIc({ session, score: slow, outcome: same, overlap: 10, seed: 1 });
  expect(held.standardError / found.standardError).toBeGreaterThan(2);
});

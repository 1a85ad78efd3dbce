import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { auc } from "./auc.ts";
import { aucInterval } from "./aucInterval.ts";

/** Ten rows a date; score and outcome share a slow market, so that dates are alike within and from one to the next. */
function rankedRows(dates: number) {
  const random = createRandom("ranked rows");
  const session: number[] = [];
  const score: number[] = [];
  const positive: number[] = [];
  let market = 0;
  for (let d = 0; d < dates; d++) {
    market = 0.8 * market + 0.6 * random.normal();
    for (let k = 0; k < 10; k++) {
      const own = random.normal();
      session.push(d);
      score.push(Math.round(8 * (own + 0.7 * market)) / 8);
      positive.push(0.4 * own + 0.5 * market + random.normal() > 0.4 ? 1 : 0);
    }
  }
  return { session, score, positive };
}

test("is as wide as ranking anew in every draw", () => {
  const rows = rankedRows(200);
  const blockLength = 10;
  const fast = aucInterval({ ...rows, overlap: 1, blockLength, seed: 1 });
  expect(fast.estimate).toBeCloseTo(auc(rows.score, rows.positive), 12);

  const random = createRandom("ranked anew");
  const drawn = Array.from({ length: 500 }, () => {
    const dates = Array.from({ length: 20 }, () => random.integer(200)).flatMap((start) =>
      Array.from({ length: blockLength }, (_, k) => (start + k) % 200),
    );
    const chosen = dates.flatMap((d) => Array.from({ length: 10 }, (_, k) => 10 * d + k));
    const of = (column: readonly number[]) => chosen.map((i) => column[i]!);
    return auc(of(rows.score), of(rows.positive));
  });
  const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
  const sd = Math.sqrt(drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (drawn.length - 1));
  // 500 draws tell a standard deviation to 3 %; 20 blocks widen ours by sqrt(20 / 19).
  expect(Math.abs(fast.standardError / Math.sqrt(20 / 19) / sd - 1)).toBeLessThan(0.1);
  expect(fast.nEffective).toBeLessThan(0.6 * fast.rows);
});

test("of independent rows its variance is DeLong's", () => {
  const random = createRandom("independent rows");
  const rows = 2000;
  const positive = Array.from({ length: rows }, () => (random.uniform() < 0.4 ? 1 : 0));
  const score = positive.map((p) => random.normal() + 0.5 * p);
  const { nEffective } = aucInterval({
    score,
    positive,
    session: positive.map((_, i) => i),
    overlap: 1,
    blockLength: 1,
    draws: 4000,
    seed: 1,
  });
  expect(nEffective / rows).toBeGreaterThan(0.93);
});

test("without both classes there is neither AUC nor interval", () => {
  const { session, score } = rankedRows(20);
  const result = aucInterval({ session, score, positive: score.map(() => 1), overlap: 1, seed: 1 });
  expect(result).toMatchObject({ estimate: NaN, low: NaN, high: NaN, rows: 200 });
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { judgeAnswers } from "./judgeAnswers.ts";
import type { Answers } from "./runProtocol.ts";

const options = { accuracyAsWinRate: false, horizon: 1, seed: 1, draws: 200 };

/** Answers of one row a session. */
function answers(actual: readonly number[], score: readonly number[], net: readonly number[]): Answers {
  return {
    session: Int32Array.from(actual.keys()),
    actual: Uint8Array.from(actual),
    score: Float64Array.from(score),
    net: Float64Array.from(net),
    volatility: Float32Array.from(score, () => Number.NaN),
  };
}

const six = answers([1, 1, 0, 0, 1, 0], [0.9, 0.4, 0.8, 0.1, 0.7, 0.6], [0.04, 0.9, -0.02, 0.9, 0.02, Number.NaN]);

test("a hand-made case: three of six right; of three trades that can be known two win", () => {
  const judged = judgeAnswers([six], options);
  expect(judged).toMatchObject({ rows: 6, accuracy: 0.5, baseRate: 0.5, skill: 0 });
  expect(judged.winRate).toBeCloseTo(2 / 3, 12);
  // Mean win 3 %, mean loss 2 %.
  expect(judged.breakEven).toBeCloseTo(0.4, 12);
  expect(judged.edge).toBeCloseTo(2 / 3 - 0.4, 12);
  expect(judged.auc).toBeCloseTo(6 / 9, 12);
  expect(judged.aucVolatilityOnly).toBeNaN();
});

test("where accuracy is called win rate, it stands beside the break-even of the trades", () => {
  const judged = judgeAnswers([six], { ...options, accuracyAsWinRate: true });
  expect(judged.winRate).toBe(0.5);
  expect(judged.edge).toBeCloseTo(0.1, 12);
});

test("without a BUY there is no win rate and no edge, and that is no error", () => {
  const judged = judgeAnswers([answers([0, 0, 1], [0.1, 0.2, 0.3], [0.1, 0.1, 0.1])], options);
  expect(judged.accuracy).toBeCloseTo(2 / 3, 12);
  for (const unknown of [judged.winRate, judged.breakEven, judged.edge, ...judged.interval]) expect(unknown).toBeNaN();
});

test("the same answers under more seeds are no more evidence", () => {
  const row = fc.record({
    actual: fc.constantFrom(0, 1),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
    net: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 12, maxLength: 60 }), (rows) => {
      const one = answers(
        rows.map(({ actual }) => actual),
        rows.map(({ score }) => score),
        rows.map(({ net }) => net),
      );
      const once = judgeAnswers([one], options);
      const thrice = judgeAnswers([one, one, one], options);
      // A sample's variance divides by one less than its rows, of which there are three times as many.
      expect(near(once.nEffective, thrice.nEffective, 0.1 * once.nEffective)).toBe(true);
      for (const name of ["accuracy", "baseRate", "skill", "auc", "winRate", "breakEven", "edge"] as const) {
        expect([name, near(once[name], thrice[name], 1e-9)]).toEqual([name, true]);
      }
      expect(once.interval.map((end, i) => near(end, thrice.interval[i]!, 1e-9))).toEqual([true, true]);
    }),
    { numRuns: 30 },
  );
});

function near(a: number, b: number, by: number): boolean {
  return Math.abs(a - b) <= by || (Number.isNaN(a) && Number.isNaN(b));
}

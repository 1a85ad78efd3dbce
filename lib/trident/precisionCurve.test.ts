import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { precisionBound, tradeBlocks } from "../statistics/index.ts";
import { precisionCurve } from "./precisionCurve.ts";
import { precisionFigure } from "./precisionFigure.ts";

function stretch(from: number, sessions: number) {
  const random = createRandom("curve", from);
  const session = Array.from({ length: 10 * sessions }, (_, i) => from + Math.floor(i / 10));
  const score = session.map(() => random.uniform());
  return {
    from,
    to: from + sessions - 1,
    session,
    score,
    net: score.map((p) => (random.uniform() < p ? 0.02 : -0.03)),
  };
}

test("precision, its bound and break-even by coverage, over all stretches", () => {
  const stretches = [stretch(0, 200), stretch(300, 100)];
  const curve = precisionCurve(stretches, 4, [0.1, 0.5, 1]);
  expect(curve.map(({ trades }) => trades)).toEqual([300, 1500, 3000]);
  curve.forEach(({ coverage }, k) => {
    expect(coverage).toBeCloseTo([0.1, 0.5, 1][k]!, 12);
  });
  // Scores are uniform and true: the best tenth wins in 95 %.
  [0.95, 0.75, 0.5].forEach((precision, k) => {
    expect(Math.abs(curve[k]!.precision - precision)).toBeLessThan(0.04);
    expect(curve[k]!.breakEven).toBeCloseTo(0.6, 9);
    expect(curve[k]!.expectancy).toBeCloseTo(0.05 * curve[k]!.precision - 0.03, 9);
  });
  expect(curve[2]!.bound).toBe(precisionBound(tradeBlocks(stretches, 4)).bound);
  expect(curve[2]!.blocks).toBe(60);
});

test("the figure has a line each, and gaps where nothing is known", () => {
  const point = { coverage: 0.01, threshold: 0.9, trades: 3, blocks: 2, precision: 1, expectancy: 0.02 };
  const { data } = precisionFigure([
    { ...point, coverage: 1, precision: 0.6, bound: 0.5, breakEven: 0.55 },
    { ...point, bound: Number.NEGATIVE_INFINITY, breakEven: Number.NaN },
  ]);
  expect(data.map(({ y }) => y)).toEqual([
    [1, 0.6],
    [null, 0.5],
    [null, 0.55],
    [0.9, 0.9],
  ]);
  expect(data[0]!.x).toEqual([0.01, 1]);
  expect((data[0]!.text as string[])[0]).toBe("3 trades in 2 blocks");
});

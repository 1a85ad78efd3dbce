import { expect, test } from "vitest";
import { MODEL_INPUTS } from "../features/index.ts";
import { judgeHypothesis } from "./roadmapHypothesis.ts";

const names = [...MODEL_INPUTS.map(({ name }) => name), "my_own"];
const falling = names.map((_, j) => names.length - j);

/** Importances in which these columns come first, in this order. */
function first(columns: readonly string[]): readonly number[] {
  return names.map((name, j) => (columns.includes(name) ? 1000 - columns.indexOf(name) : falling[j]!));
}

test("each line beside the ranks found and their spread over folds", () => {
  const top = ["macd_hist_to_close", "returns_1", "my_own", "mom_accel"];
  const found = judgeHypothesis(names, first(top), [first(top), first(top.toReversed())]);
  expect(found.lines).toHaveLength(10);
  expect(found.lines[0]).toEqual({ name: "mom_accel", claimed: 1, found: 4, overFolds: [1, 4], isAmongTop: true });
  expect(found.lines[2]).toEqual({ name: "macd_hist", claimed: 3, found: 1, overFolds: [1, 4], isAmongTop: true });
  expect(found.lines.filter(({ found }) => found === null)).toEqual([]);
  expect(found.claimed).toMatchObject({ count: 3, expected: 100 / 68 });
  expect(found.institutional).toMatchObject({ count: 1 });
  // Four ranks of 68 change places: 1 - 6 * (9 + 1 + 1 + 9) / (68 * (68 ** 2 - 1)).
  expect(found.stability).toBeCloseTo(1 - 120 / (68 * (68 ** 2 - 1)), 12);
});

test("on the 67 inputs chance gives 2.2 institutional ones of ten (2.1 on 71 features), and 1.5 of those that were named", () => {
  const inputs = names.slice(0, -1);
  const found = judgeHypothesis(inputs, falling.slice(1), []);
  expect(inputs).toHaveLength(67);
  expect(found.institutional.expected).toBeCloseTo(150 / 67, 12);
  expect(found.claimed.expected).toBeCloseTo(1.49, 2);
  expect(found.stability).toBeNaN();
  expect(found.lines.every(({ overFolds }) => overFolds === null)).toBe(true);
});

test("a feature that is no column has no rank, and importances of other columns are refused", () => {
  const { lines, claimed } = judgeHypothesis(["rsi_14", "mom_accel"], [1, 2], [[2, 1]]);
  expect(lines[0]).toMatchObject({ found: 1, overFolds: [2, 2] });
  expect(lines[1]).toMatchObject({ name: "vol_accel", found: null, overFolds: null, isAmongTop: false });
  expect(claimed).toMatchObject({ count: 1, expected: 1, chanceOfAsMany: 1 });
  expect(() => judgeHypothesis(["a"], [1, 2], [])).toThrow("not of 1 columns");
});

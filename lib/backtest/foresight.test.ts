import { expect, test } from "vitest";
import { syntheticMarket } from "../market/index.ts";
import { createRandom } from "../runtime/index.ts";
import { tooGood } from "../statistics/index.ts";
import { foresight, foresightClaims, returnsAhead } from "./foresight.ts";

const { panel } = syntheticMarket({ tickers: 20, years: 2, seed: 4 });
const rows = Uint32Array.from({ length: panel.rows }, (_, row) => row);

test("returns run from the next open to the close of the tenth bar, or of the horizon that folds are purged for", () => {
  for (const [horizon, bars] of [
    [24, 10],
    [3, 3],
  ] as const) {
    const { ret, known } = returnsAhead(panel, horizon);
    const factor = (row: number) => panel.adjClose[row]! / panel.close[row]!;
    expect(known[0]).toBe(1);
    expect(ret[0]).toBeCloseTo(panel.adjClose[bars]! / (panel.open[1]! * factor(1)) - 1, 9);
  }
});

test("scores made of tomorrow's return are a leak; noise and a weak signal are not, nor is volatility", () => {
  const returns = returnsAhead(panel, 10);
  const random = createRandom("foresight");
  const judge = (score: (row: number) => number) =>
    tooGood(
      foresightClaims(
        "x",
        foresight({ rows, score: Float64Array.from(rows, score) }, { returns, seed: 1, draws: 500 }),
      ),
    );
  const next = (row: number): number => (panel.adjClose[row + 1] ?? panel.adjClose[row]!) / panel.adjClose[row]! - 1;
  const leak = judge(next);
  expect(leak.lines.map(({ id, status }) => [id, status])).toEqual([
    ["sign_auc x", "fail"],
    ["rank_ic x", "fail"],
  ]);
  expect(judge(() => random.normal()).status).toBe("pass");
  expect(judge((row) => returns.ret[row]! + 4 * random.normal()).status).toBe("pass");
  expect(judge((row) => panel.high[row]! / panel.low[row]!).status).toBe("pass");
});

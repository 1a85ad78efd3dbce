import { expect, test } from "vitest";
import { engineerInputs } from "../features/index.ts";
import { labelPanel } from "../labels/index.ts";
import { syntheticMarket } from "../market/index.ts";
import { createRandom } from "../runtime/index.ts";
import { tooGood } from "../statistics/index.ts";
import { scoreClaims } from "./scoreClaims.ts";

const { panel } = syntheticMarket({ tickers: 12, years: 1.5, seed: 6 });
const winner = {
  ...({ method: "triple_barrier", profit: 0.05, stop: 0.05, horizon: 5 } as const),
  ...{ value: 1, deflated: 0.3 },
};

test("answers that know the outcome are a leak by all three measures, whatever their policy earned; noise is none", async () => {
  const inputs = await engineerInputs(panel);
  const { ret, known } = labelPanel(panel, winner);
  const rows = Uint32Array.from({ length: panel.rows }, (_, row) => row).filter((row) => known[row] === 1);
  const random = createRandom("answers");
  const judge = (score: (row: number) => number) => {
    const unseen = { rows, score: Float64Array.from(rows, score) };
    return tooGood(scoreClaims("honest", { panel, inputs }, { winner, unseen }, 42));
  };
  const measures = ["auc", "sign_auc", "rank_ic"].map((measure) => `${measure} honest out of fold`);
  const leak = judge((row) => ret[row]!).lines;
  expect(leak.map(({ id, status }) => [id, status])).toEqual(measures.map((id) => [id, "fail"]));
  expect(judge(() => random.uniform()).status).toBe("pass");
  expect(scoreClaims("honest", { panel, inputs }, { winner, unseen: null }, 42)).toEqual([]);
});

import { expect, test } from "vitest";
import { exitRule } from "./exitRule.ts";
import { labelPanel } from "./labelPanel.ts";
import type { LabelOptions } from "./labelParameters.ts";
import { randomPanel } from "./test/randomPanel.ts";

const panel = randomPanel("exit rules", { sessions: 400 });
const BASE = { method: "triple_barrier", profit: 0.8, stop: 0.5, horizon: 6 } as const;

test.each<LabelOptions>([
  BASE,
  { ...BASE, barriers: "vol" },
  { ...BASE, barriers: "vol", primary: "mean_reversion" },
  { ...BASE, profit: 0.05, stop: 0.04, primary: "momentum" },
])("a label's outcome is that of its exit rule, and a row without a rule has no label: %j", (options) => {
  const { parameters, known, label, ret } = labelPanel(panel, options);
  let ruled = 0;
  for (let t = 0; t < panel.tickers.length; t++) {
    for (let row = panel.offsets[t]!; row < panel.offsets[t + 1]!; row++) {
      const rule = exitRule(parameters, panel.adjClose, panel.offsets[t]!, row);
      if (typeof rule === "string")
        expect([rule, known[row]]).toEqual([expect.stringMatching(/does not|not known/), 0]);
      if (typeof rule === "string" || known[row] === 0) continue;
      ruled++;
      if (label[row] === 1) expect(ret[row]! + 1e-12).toBeGreaterThan(rule.profit);
      else if (label[row] === -1) expect(ret[row]! - 1e-12).toBeLessThan(-rule.stop);
      else expect(ret[row]! < rule.profit && ret[row]! > -rule.stop).toBe(true);
    }
  }
  expect(ruled).toBeGreaterThan(panel.rows / 30);
});

test("cross-sectional labels have no barrier; a stop that follows the volatility leaves something of the price", () => {
  const { parameters } = labelPanel(panel, { ...BASE, method: "cross_sectional", stop: 0.2 });
  expect(exitRule(parameters, panel.adjClose, 0, 30)).toEqual({
    profit: Number.POSITIVE_INFINITY,
    stop: 1,
    horizon: 6,
  });
  const far = labelPanel(panel, { ...BASE, barriers: "vol", stop: 90 }).parameters;
  expect(exitRule(far, panel.adjClose, 0, 30)).toMatchObject({ stop: 0.99 });
});

test("prices that stand still have no volatility to set barriers by", () => {
  const parameters = labelPanel(panel, { ...BASE, barriers: "vol" }).parameters;
  expect(exitRule(parameters, new Float64Array(30).fill(5), 0, 25)).toMatch(/not known/);
  expect(exitRule(parameters, panel.adjClose, 0, 19)).toMatch(/not known/);
});

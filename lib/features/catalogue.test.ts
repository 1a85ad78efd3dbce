import { expect, test } from "vitest";
import { type AdjustedBars, adjustBars } from "../market/index.ts";
import { CATALOGUE, FEATURE_NAMES } from "./catalogue.ts";
import { createScratch } from "./scratch.ts";
import { computeAlone, type FeatureColumns } from "./test/alone.ts";
import { makePanel } from "./test/markets.ts";

test("71 features, each with its own name, in six groups", () => {
  expect(new Set(FEATURE_NAMES).size).toBe(71);
  const sizes = new Map<string, number>();
  for (const { group } of CATALOGUE) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  expect(Object.fromEntries(sizes)).toEqual({
    base: 5,
    technical: 16,
    advanced: 23,
    trend: 8,
    microstructure: 4,
    institutional: 15,
  });
  for (const { formula, window, history } of CATALOGUE) {
    expect(formula).not.toBe("");
    expect(window).toBeGreaterThanOrEqual(1);
    expect(history).toBeGreaterThanOrEqual(window);
  }
});

const LENGTH = 1400;
const scratch = createScratch(LENGTH);

/** The same bars without those before `from`. */
function without(bars: AdjustedBars, from: number): AdjustedBars {
  return {
    ticker: bars.ticker,
    length: bars.length - from,
    open: bars.open.subarray(from),
    high: bars.high.subarray(from),
    low: bars.low.subarray(from),
    close: bars.close.subarray(from),
    volume: bars.volume.subarray(from),
    dollarVolume: bars.dollarVolume.subarray(from),
  };
}

/**
 * For each feature the fewest bars from which on a cut past changed nothing, over several tickers and cuts: by more than
 * 1e-5 of the value or, for levels, 1e-7 of the price.
 */
function measureHistory(): ReadonlyMap<string, number> {
  const panel = makePanel(11, [
    { length: LENGTH },
    { length: LENGTH, volatility: 0.05, factor: 0.8 },
    { length: LENGTH, volatility: 0.008, volume: 1e9 },
    { length: LENGTH, volatility: 0.03, jumps: 0.003, price: 900 },
  ]);
  const needed = new Map<string, number>(FEATURE_NAMES.map((name) => [name, 1]));
  panel.tickers.forEach((_, t) => {
    const bars = adjustBars(panel, t);
    const whole = computeAlone(bars, scratch);
    for (const from of [100, 300, 450, 600]) {
      const cut = computeAlone(without(bars, from), scratch);
      for (const { name, scale } of CATALOGUE) {
        const before = whole[name];
        const after = cut[name];
        for (let k = bars.length - from - 1; k >= needed.get(name)! - 1; k--) {
          const floor = scale === "price" ? 1e-7 * bars.close[from + k]! : 1e-12;
          const expected = before[from + k]!;
          if (Math.abs(after[k]! - expected) <= Math.max(1e-5 * Math.abs(expected), floor)) continue;
          needed.set(name, k + 2);
          break;
        }
      }
    }
  });
  return needed;
}

test("history is as many bars as a value needs, and hardly more", () => {
  const needed = measureHistory();
  const discrete = new Set(["ribbon_alignment", "macd_rising"]);
  for (const { name, window, history } of CATALOGUE) {
    if (history === Number.POSITIVE_INFINITY) {
      expect(needed.get(name), name).toBeGreaterThan(LENGTH - 700);
    } else if (history === window) {
      expect(needed.get(name), name).toBe(window);
    } else {
      expect(needed.get(name), name).toBeLessThanOrEqual(history);
      if (!discrete.has(name)) expect(needed.get(name), name).toBeGreaterThan(0.7 * history);
    }
  }
});

test("the first value of a feature comes with its window, or before where fewer bars will do", () => {
  const panel = makePanel(5, [{ length: 300 }]);
  const whole = computeAlone(adjustBars(panel, 0), scratch);
  const early: Partial<FeatureColumns> | Record<string, number> = {
    institutional_activity: 5,
    vw_clv: 5,
    squeeze_potential: 50,
  };
  for (const { name, window } of CATALOGUE) {
    const first = whole[name].findIndex((value) => Number.isFinite(value)) + 1;
    expect(first, name).toBe(early[name as keyof typeof early] ?? window);
  }
});

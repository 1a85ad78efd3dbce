import { describe, expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { decideRows } from "./decisions.ts";
import { halfSpread } from "./halfSpread.ts";
import type { Prices } from "./prices.ts";
import { runBacktest } from "./runBacktest.ts";
import { flatPanel } from "./test/flatPanel.ts";

/** Bars of a price that is traded at bid or ask, `spread` apart, `ticks` times a day. */
function bars(spread: number, days: number, seed: number): Prices {
  const random = createRandom(seed, "spread");
  const column = () => new Float64Array(days);
  const prices = {
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    raw: column(),
    dollarVolume: column(),
  };
  let middle = Math.log(100);
  for (let d = 0; d < days; d++) {
    let [high, low, close] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
    for (let k = 0; k < 390; k++) {
      middle += 0.0003 * random.normal();
      close = middle + (random.uniform() < 0.5 ? -spread / 2 : spread / 2);
      high = Math.max(high, close);
      low = Math.min(low, close);
    }
    prices.high[d] = Math.exp(high);
    prices.low[d] = Math.exp(low);
    prices.close[d] = Math.exp(close);
    prices.raw[d] = 1;
    prices.dollarVolume[d] = 1e6;
  }
  return prices;
}

test("finds the spread that bars were made with, where it is clear beside what the day moves", () => {
  for (const spread of [0.015, 0.02, 0.05, 0.2]) {
    const prices = bars(spread, 2000, 3);
    const found = Array.from({ length: 30 }, (_, k) => halfSpread(prices)(0, 64 * (k + 1)));
    const mean = found.reduce((sum, x) => sum + x, 0) / found.length;
    expect(Math.abs(mean / (spread / 2) - 1)).toBeLessThan(0.1);
  }
});

describe("without a spread to be measured", () => {
  // What the law says; daily bars alone would say 20 to 60 basis points by chance.
  test.each([
    [10e9, 0.1, 1],
    [1e9, 0.2, 2],
    [40e6, 1, 4],
    [1e6, 4, 15],
    [1e5, 8, 40],
  ])("%d dollars a day pay between %d and %d basis points", (dollars, least, most) => {
    const prices = bars(0, 3000, 4);
    prices.dollarVolume.fill(dollars);
    prices.raw.fill(2);
    const found = Array.from({ length: 45 }, (_, k) => 1e4 * halfSpread(prices)(0, 64 * (k + 1)));
    const mean = found.reduce((sum, x) => sum + x, 0) / found.length;
    expect(mean).toBeGreaterThan(least);
    expect(mean).toBeLessThan(most);
  });
});

test("is half a cent on the price at least, and has no cap", () => {
  const calm = bars(0, 30, 1);
  const flat = { ...calm, close: calm.close.fill(100), high: calm.close, low: calm.close };
  expect(halfSpread({ ...flat, raw: flat.raw.fill(0.01) })(0, 25)).toBeCloseTo(0.005, 12);
  expect(halfSpread({ ...flat, raw: flat.raw.fill(0.0005) })(0, 25)).toBeCloseTo(0.1, 12);
  expect(halfSpread(flat)(25, 25)).toBe(0.01);
});

test("a price that flips between bid and ask pays for it, however its bars look", () => {
  const flipping = (high: (close: number) => number, low: (close: number) => number) => {
    const prices = bars(0, 60, 1);
    prices.close.forEach((_, d) => {
      const close = d % 2 === 0 ? 0.1 : 0.12;
      prices.close[d] = close;
      prices.high[d] = high(close);
      prices.low[d] = low(close);
    });
    return halfSpread(prices)(0, 40);
  };
  // Half of 2 cents on 11 is 9 %; closes that alternate show more than those that are drawn.
  for (const half of [
    flipping(
      (close) => close,
      (close) => close,
    ),
    flipping(
      () => 0.12,
      () => 0.1,
    ),
  ]) {
    expect(half).toBeGreaterThan(0.09);
    expect(half).toBeLessThan(0.2);
  }
});

test("ten tickers that flip between 10 and 12 cents make nobody rich", () => {
  const closes = Object.fromEntries(
    Array.from({ length: 500 }, (_, d) => {
      const close = d % 2 === 0 ? 0.1 : 0.12;
      return [d, { open: close, high: close, low: close, close, volume: 1e8 }];
    }),
  );
  const panel = flatPanel(500, Object.fromEntries(Array.from({ length: 10 }, (_, t) => [`P${t}`, closes])));
  // Bought at 10, sold at 12.
  const decisions = decideRows(panel, { profit: 0.5, stop: 0.5, horizon: 2 }, (row) => panel.session[row]! % 2 === 1);
  const { equity, trades } = runBacktest(panel, decisions);
  expect(trades.length).toBeGreaterThan(1000);
  expect(equity.at(-1)).toBeLessThan(110_000);
});

test("knows nothing of the bar that is filled, nor of later ones", () => {
  const prices = bars(0.01, 90, 5);
  const before = halfSpread(prices)(0, 70);
  for (const column of [prices.high, prices.low, prices.close, prices.dollarVolume]) column.fill(1000, 70);
  expect(halfSpread(prices)(0, 70)).toBe(before);
});

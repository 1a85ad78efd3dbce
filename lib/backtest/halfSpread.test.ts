import { expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { halfSpread } from "./halfSpread.ts";
import type { Prices } from "./prices.ts";

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
  }
  return prices;
}

test("finds the spread that bars were made with", () => {
  for (const spread of [0.005, 0.01, 0.015]) {
    const prices = bars(spread, 2000, 3);
    const found = Array.from({ length: 90 }, (_, k) => halfSpread(prices, 0, 22 * (k + 1)));
    const mean = found.reduce((sum, x) => sum + x, 0) / found.length;
    expect(Math.abs(mean / (spread / 2) - 1)).toBeLessThan(0.1);
  }
});

test("lies between half a cent or a basis point and 100 basis points", () => {
  const none = { ...bars(0, 30, 1) };
  expect(halfSpread({ ...none, close: none.high, low: none.high }, 0, 25)).toBeCloseTo(0.0001, 6);
  const penny = { ...none, raw: none.raw.map(() => 0.01) };
  // A price of about 1 before the adjustment: half a cent is 50 basis points.
  expect(halfSpread({ ...penny, close: penny.high, low: penny.high }, 0, 25)).toBeCloseTo(0.005, 3);
  expect(halfSpread(bars(0.2, 30, 1), 0, 25)).toBe(0.01);
  expect(halfSpread(none, 24, 25)).toBe(0.01);
});

test("knows nothing of the bar that is filled, nor of later ones", () => {
  const prices = bars(0.01, 60, 5);
  const before = halfSpread(prices, 0, 40);
  for (const column of [prices.high, prices.low, prices.close]) column.fill(1000, 40);
  expect(halfSpread(prices, 0, 40)).toBe(before);
});

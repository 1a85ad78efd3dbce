import { expect, test } from "vitest";
import { createRandom } from "../../runtime/index.ts";
import { dateBlockBootstrap } from "../dateBlockBootstrap.ts";
import { lowerBound } from "../lowerBound.ts";
import { sharpe } from "../sharpe.ts";
import { spa } from "../spa.ts";
import { stationaryBootstrap } from "../stationaryBootstrap.ts";
import { falsePositives } from "./falsePositives.ts";
import { meanPbo } from "./meanPbo.ts";
import { coverage } from "./overlappingTrades.ts";

/** An autoregressive series of this mean. */
function series(name: string, seed: number, length: number, phi: number, mean = 0): Float64Array {
  const random = createRandom(name, seed);
  let x = random.normal() / Math.sqrt(1 - phi * phi);
  return Float64Array.from({ length }, () => {
    x = phi * x + random.normal();
    return x + mean;
  });
}

test.each([
  { dates: 250, tickers: 4, horizon: 5 },
  { dates: 500, tickers: 10, horizon: 5 },
  { dates: 750, tickers: 8, horizon: 10 },
  { dates: 1008, tickers: 10, horizon: 20, every: 21 },
  { dates: 1008, tickers: 10, horizon: 40, every: 21 },
  { dates: 750, tickers: 10, horizon: 10, every: 5 },
])("95 % intervals of overlapping trades hold 92 to 97 times of 100: %o", (trades) => {
  const held = coverage(trades, 1000);
  console.log(trades, held);
  for (const share of [held.winRate, held.meanReturn]) {
    expect(share).toBeGreaterThanOrEqual(0.92);
    expect(share).toBeLessThanOrEqual(0.97);
  }
});

test("one-sided bounds of a daily mean hold 93 to 97 times of 100", () => {
  let held = 0;
  for (let seed = 0; seed < 1000; seed++) {
    const value = series("daily mean", seed, 500, 0.1);
    const estimate = dateBlockBootstrap({
      session: value.map((_, d) => d),
      columns: [value, value.map(() => 1)],
      statistic: (sums) => sums[0]! / sums[1]!,
      overlap: 1,
      draws: 500,
      seed,
    });
    if (lowerBound(estimate) <= 0) held++;
  }
  console.log({ lowerBound: held / 1000 });
  expect(held).toBeGreaterThanOrEqual(930);
  expect(held).toBeLessThanOrEqual(970);
});

test("stationary bootstrap intervals of a Sharpe ratio hold 91 to 97 times of 100", () => {
  let held = 0;
  for (let seed = 0; seed < 1000; seed++) {
    const { low, high } = stationaryBootstrap({
      series: [series("sharpe", seed, 500, 0, 0.1)],
      statistic: ([returns]) => sharpe(returns!).perPeriod,
      draws: 300,
      seed,
    });
    if (low <= 0.1 && high >= 0.1) held++;
  }
  console.log({ sharpe: held / 1000 });
  expect(held).toBeGreaterThanOrEqual(910);
  expect(held).toBeLessThanOrEqual(970);
});

test("noise that was searched has a deflated Sharpe ratio of 0.95 in at most 6 of 100", () => {
  for (const correlation of [0, 0.5, 0.9, 0.99]) {
    const found = falsePositives({ runs: 2000, trials: 50, periods: 250, correlation });
    console.log({ correlation, ...found });
    expect(found.deflated).toBeLessThanOrEqual(0.06);
  }
});

test("PBO of noise is a half, of one good trial near 0", () => {
  const mean = meanPbo({ matrices: 300, periods: 1000, trials: 100 });
  console.log(mean);
  expect(Math.abs(mean.noise - 0.5)).toBeLessThan(0.03);
  expect(mean.skilled).toBeLessThanOrEqual(0.1);
});

test.each([
  { phi: 0, bad: 0, atMost: 0.075 },
  { phi: 0, bad: -0.2, atMost: 0.075 },
  { phi: 0.1, bad: 0, atMost: 0.1 },
])("SPA seldom finds a model among useless ones: %o", ({ phi, bad, atMost }) => {
  const runs = 500;
  const found = { lower: 0, consistent: 0, upper: 0 };
  for (let seed = 0; seed < runs; seed++) {
    const excess = Array.from({ length: 20 }, (_, k) => series(`useless ${k}`, seed, 500, phi, k < 10 ? 0 : bad));
    const p = spa({ excess, draws: 300, seed });
    for (const kind of ["lower", "consistent", "upper"] as const) if (p[kind] < 0.05) found[kind] += 1 / runs;
  }
  console.log({ phi, bad }, found);
  expect(found.lower).toBeGreaterThanOrEqual(found.consistent);
  expect(found.consistent).toBeGreaterThanOrEqual(found.upper);
  expect(found.consistent).toBeLessThanOrEqual(atMost);
});

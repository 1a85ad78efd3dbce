import { expect, test } from "vitest";
import { inFolder } from "./killed.ts";
import { plantedMarket, searchMarket } from "./placebo.ts";

const SEEDS = 20;

test("where nothing can be predicted the winner earns no alpha on the later year", async () => {
  const found = await inFolder(async (folder) => {
    const all = [];
    for (let seed = 1; seed <= SEEDS; seed++) all.push(await searchMarket(folder, seed, plantedMarket(seed)));
    return all;
  });
  const later = found.map((each) => each.later);
  const mean = later.reduce((sum, t) => sum + t, 0) / SEEDS;
  const deviation = Math.sqrt(later.reduce((sum, t) => sum + (t - mean) ** 2, 0) / (SEEDS - 1));
  const z = mean / (deviation / Math.sqrt(SEEDS));
  const inSample = found.reduce((sum, { winner }) => sum + winner.value!, 0) / SEEDS;
  console.log({ z, mean, deviation, inSample });
  expect(Math.abs(z)).toBeLessThan(3);
  // The search itself thinks better of its winner: what deflation is for.
  expect(inSample).toBeGreaterThan(mean);
}, 900_000);

/**
 * One later year of 20 tickers is little evidence: even under this signal, several times what a real market has, its t
 * is about 1 to 4 after costs, so one seed above a fixed bar would test luck. Eight markets are independent, and under no
 * signal the sum of their t over sqrt 8 is standard normal: above 4 is chance once in 30,000, and nothing was chosen
 * among them. A signal of .1 would not do: on 20 tickers in two years who knows it outright has a t of 1 to 3, which no
 * search of 20 trials can prove.
 */
test.each([0, 0.08])(
  "a strong planted signal is proven, and is there later, with a premium of %f on beta",
  async (premium) => {
    const found = await inFolder(async (folder) => {
      const all = [];
      for (let seed = 1; seed <= 8; seed++) {
        all.push(await searchMarket(folder, seed, plantedMarket(seed, { signal: 0.3, premium })));
      }
      return all;
    });
    const deflated = found.map(({ winner }) => winner.deflated!);
    const z = found.reduce((sum, { later }) => sum + later, 0) / Math.sqrt(found.length);
    console.log({ premium, deflated, z, later: found.map(({ later }) => later), betas: found.map(({ beta }) => beta) });
    expect(deflated.filter((p) => p >= 0.95).length).toBeGreaterThanOrEqual(6);
    expect(z).toBeGreaterThan(4);
  },
  1_800_000,
);

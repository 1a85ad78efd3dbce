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
 * is about 2 to 4, so one seed above a fixed bar would test luck. Five markets are independent, and under no signal the
 * sum of their t over sqrt 5 is standard normal: above 4 is chance once in 30,000, and nothing was chosen among them.
 */
test("a strong planted signal is found", async () => {
  await inFolder(async (folder) => {
    const later = [];
    for (const seed of [1, 2, 3, 4, 5]) {
      const found = await searchMarket(folder, seed, plantedMarket(seed, { signal: 0.3 }));
      expect(found.winner.value).toBeGreaterThan(3.5);
      later.push(found.later);
    }
    const mean = later.reduce((sum, t) => sum + t, 0) / later.length;
    console.log({ later, z: mean * Math.sqrt(later.length) });
    expect(mean * Math.sqrt(later.length)).toBeGreaterThan(4);
  });
}, 900_000);

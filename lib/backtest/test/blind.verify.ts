import { expect, test } from "vitest";
import { TASTES, type Taste, withoutSkill, withSkill } from "./blindMarkets.ts";

const MARKETS = 200;

test("p is uniform on markets without a signal for whoever picks by what is no skill, at any exposure", () => {
  const ps = Array.from({ length: MARKETS }, (_, seed) => withoutSkill(seed, 199));
  const below: Partial<Record<Taste, number>> = {};
  for (const taste of TASTES) {
    const mine = ps.map((p) => p[taste]).sort((a, b) => a - b);
    below[taste] = mine.filter((p) => p < 0.05).length;
    // The largest distance from the uniform distribution, by Kolmogorov and Smirnov at 0.1 %.
    const distance = Math.max(
      ...mine.map((p, i) => Math.max(Math.abs(p - i / MARKETS), Math.abs(p - (i + 1) / MARKETS))),
    );
    expect(distance, taste).toBeLessThan(1.95 / Math.sqrt(MARKETS));
  }
  console.log(`p below 0.05 on ${MARKETS} markets: ${JSON.stringify(below)}`);
  expect(Math.max(...Object.values(below))).toBeLessThanOrEqual(19);
});

test("the planted signal has a p below 0.01 in nine of ten", () => {
  const ps = Array.from({ length: 20 }, (_, seed) => withSkill(seed, 999));
  console.log(`p of the planted signal: ${ps.map((p) => p.toFixed(3)).join(" ")}`);
  expect(ps.filter((p) => p < 0.01).length).toBeGreaterThanOrEqual(18);
});

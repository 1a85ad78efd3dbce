import { expect, test } from "vitest";
import { TASTES, withoutSkill, withSkill } from "./blindMarkets.ts";

// blind.verify.ts asks 200 markets.
test("without skill p is seldom small, with it it is", () => {
  const ps = Array.from({ length: 8 }, (_, seed) => withoutSkill(seed, 99)).flatMap((p) =>
    TASTES.map((taste) => p[taste]),
  );
  const below = (most: number) => ps.filter((p) => p < most).length;
  // Of 48 about 2 and 24; those of one market are not independent.
  expect(below(0.05)).toBeLessThanOrEqual(8);
  expect(below(0.5)).toBeGreaterThan(10);
  expect(below(0.5)).toBeLessThan(38);
  expect(withSkill(1, 199)).toBeLessThan(0.01);
});

import { expect, test } from "vitest";
import { hypergeometricTail } from "./hypergeometricTail.ts";

const EXPECTED = [
  [1, 10, 15, 71, 0.9228847367767763],
  [3, 10, 15, 71, 0.3537494829351652],
  [7, 10, 15, 71, 0.0004083947204833915],
  [7, 10, 14, 67, 0.0003413108409375176],
  [10, 10, 10, 67, 4.032344554274474e-12],
];

test("equals scipy's hypergeom.sf", () => {
  // scipy.stats.hypergeom.sf(count - 1, all, marked, drawn)
  EXPECTED.forEach(([count, drawn, marked, all, p]) => {
    expect(hypergeometricTail(count!, drawn!, marked!, all!) / p!).toBeCloseTo(1, 12);
  });
  expect(hypergeometricTail(0, 10, 15, 71)).toBeCloseTo(1, 12);
  expect(hypergeometricTail(11, 10, 15, 71)).toBe(0);
});

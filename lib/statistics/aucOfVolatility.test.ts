import { expect, test } from "vitest";
import { aucOfVolatility } from "./aucOfVolatility.ts";

test("rows without a volatility are left out on both sides", () => {
  const volatility = Float32Array.of(1, Number.NaN, 2, 3, Number.NaN, 4);
  const actual = Int8Array.of(0, 1, 1, 0, 0, 1);
  // Of the pairs (2, 1), (2, 3), (4, 1) and (4, 3) three are in order.
  expect(aucOfVolatility(volatility, actual)).toBe(0.75);
});

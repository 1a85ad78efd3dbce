import { expect, test } from "vitest";
import { clusterNames } from "./clusterNames.ts";

// volatility, dollar_volume, beta, trend, overnight_share, tail_ratio, autocorrelation
const EXPLOSIVE = [0.9, 0.2, 0.7, 0.5, 0.5, 0.6, 0.5];
const QUIET = [0.1, 0.8, 0.3, 0.5, 0.5, 0.5, 0.5];

test("a group is named by what sets it apart, and by its size", () => {
  expect(clusterNames([QUIET, EXPLOSIVE, [0.5, 0.5, 0.5, 0.1, 0.5, 0.5, 0.6]])).toEqual([
    "quiet giants",
    "explosive small caps",
    "falling mid caps",
  ]);
});

test("no two have one name: what comes next tells them apart", () => {
  const other = [0.9, 0.2, 0.3, 0.5, 0.5, 0.6, 0.5];
  expect(clusterNames([EXPLOSIVE, other])).toEqual([
    "explosive market-driven small caps",
    "explosive independent small caps",
  ]);
  expect(new Set(clusterNames([EXPLOSIVE, EXPLOSIVE])).size).toBe(2);
});

import { expect, test } from "vitest";
import { formatBytes, formatSeconds, formatValue } from "./amounts.ts";

test("seconds, in the largest units that say enough", () => {
  expect([0.0123, 0.96, 59.94, 59.96, 61, 3 * 3600 + 65].map((seconds) => formatSeconds(seconds))).toEqual([
    "12 ms",
    "1.0 s",
    "59.9 s",
    "1 min 0 s",
    "1 min 1 s",
    "3 h 1 min",
  ]);
  expect([0.2, 59.4, 59.6].map((seconds) => formatSeconds(seconds, 0))).toEqual(["0 s", "59 s", "1 min 0 s"]);
});

test("bytes in powers of 1000, values with four digits that count", () => {
  expect([12, 1234, 999_600, 2e9].map(formatBytes)).toEqual(["12 B", "1.2 kB", "1.0 MB", "2.0 GB"]);
  expect([0.123456, 1234567, null, "a"].map(formatValue)).toEqual(["0.1235", "1,234,567", "–", "a"]);
});

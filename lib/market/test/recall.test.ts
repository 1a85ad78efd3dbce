import { describe, expect, test } from "vitest";
import { createRandom } from "../../runtime/index.ts";
import { checkBars, readBars } from "../index.ts";
import { KINDS, plant } from "./planted.ts";
import { recallOf } from "./recall.ts";
import { takeBars } from "./takeBars.ts";

/** 70,000 bars, without findings as they are. */
const clean = await readBars("synthetic:tickers=80,years=4,seed=11");

test.each([11, 12, 13])("a clean synthetic market has no findings: seed %i", async (seed) => {
  const { findings } = checkBars(await readBars(`synthetic:tickers=80,years=4,seed=${seed}`));
  expect(findings).toEqual([]);
});

describe("errors planted into it", () => {
  test.each(KINDS)("%s: they are found, and little else is", (kind) => {
    let planted = 0;
    let found = 0;
    const alarms: string[] = [];
    for (const seed of [1, 2]) {
      const recall = recallOf(clean, new Set(), kind, 200, seed);
      planted += recall.planted;
      found += recall.found;
      alarms.push(...recall.falseAlarms);
    }
    expect(planted).toBeGreaterThan(10);
    expect(found / planted).toBeGreaterThanOrEqual(0.95);
    // Among 140,000 bars.
    expect(alarms.length, alarms.join("\n")).toBeLessThanOrEqual(2);
  });

  test.each(KINDS)("%s: without the rows at fault nothing more is found", (kind) => {
    const { bars } = plant(clean, kind, 100, createRandom(3, "planted", kind));
    const rows = new Set(checkBars(bars).findings.flatMap((each) => each.rows));
    const others = [...bars.date.keys()].filter((row) => !rows.has(row));
    expect(checkBars(takeBars(bars, others)).findings.filter((each) => each.rows.length > 0)).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import { createRandom } from "../../runtime/index.ts";
import { type BarColumns, checkBars, readBars } from "../index.ts";
import { KINDS, plant } from "./planted.ts";
import { recallOf } from "./recall.ts";

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
    expect(checkBars(without(bars, rows)).findings.filter((each) => each.rows.length > 0)).toEqual([]);
  });
});

function without(bars: BarColumns, rows: ReadonlySet<number>): BarColumns {
  const kept = [...bars.date.keys()].filter((row) => !rows.has(row));
  const { names, codes } = bars.ticker as { names: readonly string[]; codes: Uint32Array };
  const take = (from: Float64Array) => Float64Array.from(kept, (row) => from[row]!);
  return {
    ticker: { names, codes: Uint32Array.from(kept, (row) => codes[row]!) },
    date: Int32Array.from(kept, (row) => bars.date[row]!),
    open: take(bars.open),
    high: take(bars.high),
    low: take(bars.low),
    close: take(bars.close),
    volume: take(bars.volume),
    adjClose: take(bars.adjClose!),
  };
}

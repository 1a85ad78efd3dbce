import { describe, expect, test } from "vitest";
import { type BarColumns, checkBars, readBars } from "../index.ts";
import { KINDS } from "./planted.ts";
import { placesOf, recallOf } from "./recall.ts";

/** 100,000 bars of 120 tickers. */
const clean = await readBars("synthetic:tickers=120,years=4,seed=11");

test("the clean synthetic market has no findings", () => {
  expect(checkBars(clean)).toMatchObject({ tickers: 120, findings: [] });
});

describe("errors planted into it are found, and nothing else is", () => {
  const before = placesOf(clean);

  test.each(KINDS)("%s", (kind) => {
    let planted = 0;
    let found = 0;
    const alarms: string[] = [];
    for (const seed of [1, 2]) {
      const recall = recallOf(clean, before, kind, 200, seed);
      planted += recall.planted;
      found += recall.found;
      alarms.push(...recall.falseAlarms);
    }
    expect(planted).toBeGreaterThan(20);
    expect(found / planted).toBeGreaterThanOrEqual(0.95);
    // Of 200,000 bars: 10 a million.
    expect(alarms.length, alarms.join("\n")).toBeLessThanOrEqual(2);
  });
});

describe("without the rows at fault the check finds nothing more of its kind", () => {
  test.each(KINDS)("%s", async (kind) => {
    const { plant } = await import("./planted.ts");
    const { createRandom } = await import("../../runtime/index.ts");
    const { bars } = plant(clean, kind, 100, createRandom(3, "planted", kind));
    const { findings } = checkBars(bars);
    const again = checkBars(without(bars, new Set(findings.flatMap(({ rows }) => rows))));
    expect(again.findings.filter((each) => each.rows.length > 0)).toEqual([]);
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

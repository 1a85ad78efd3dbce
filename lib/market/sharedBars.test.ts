import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { joinSketches, sketchBars } from "./barSketch.ts";
import type { Panel } from "./panel.ts";
import { readPanel } from "./read.ts";
import { selectTickers } from "./select.ts";
import { sharedBars } from "./sharedBars.ts";
import { changedPanel, immaterialChanges } from "./test/changedPanel.ts";

const market = (spec: string): Promise<Panel> => readPanel(`synthetic:${spec}`);
const panel = await market("tickers=12,years=3,seed=4");
const sketch = sketchBars(panel);
const shareOf = (other: Parameters<typeof sketchBars>[0]): number => sharedBars(sketchBars(other), sketch);

test.each(Object.entries(immaterialChanges(panel)))("%s: the same bars", (_, changed) => {
  expect(shareOf(changed)).toBeGreaterThan(0.97);
  expect(sharedBars(sketch, sketchBars(changed))).toBeCloseTo(shareOf(changed), 9);
});

test("other bars: another seed, another decade, other tickers, returns in another order", async () => {
  for (let seed = 5; seed < 15; seed++) expect(shareOf(await market(`tickers=12,years=3,seed=${seed}`))).toBe(0);
  const decade = Int32Array.from(panel.date, (day) => day - 3652);
  expect(shareOf({ ...panel, date: decade })).toBe(0);
  const half = (rest: number): Panel =>
    selectTickers(
      panel,
      panel.tickers.filter((_, t) => t % 2 === rest),
    );
  expect(sharedBars(sketchBars(half(0)), sketchBars(half(1)))).toBe(0);
  expect(shareOf({ ...panel, adjClose: panel.adjClose.toReversed() })).toBe(0);
});

test("the share is that of the bars, counted beside the panel with fewer", () => {
  const days = panel.calendar;
  const until = (part: number): Panel =>
    changedPanel(panel, { keep: ({ date }) => date < days[Math.floor(part * days.length)]! });
  const from = (part: number): Panel =>
    changedPanel(panel, { keep: ({ date }) => date >= days[Math.floor(part * days.length)]! });
  for (const [a, b] of [
    [0.6, 0.3],
    [0.8, 0.5],
    [0.55, 0.45],
  ] as const) {
    const [before, after] = [until(a), from(b)];
    const known = new Set(
      before.tickers.flatMap((_, t) =>
        Array.from(
          before.date.subarray(before.offsets[t], before.offsets[t + 1]),
          (day) => `${before.tickers[t]} ${day}`,
        ),
      ),
    );
    const common = after.tickers
      .flatMap((_, t) =>
        Array.from(after.date.subarray(after.offsets[t], after.offsets[t + 1]), (day) => `${after.tickers[t]} ${day}`),
      )
      .filter((bar) => known.has(bar)).length;
    const exact = common / Math.min(before.rows, after.rows);
    expect(Math.abs(sharedBars(sketchBars(before), sketchBars(after)) - exact)).toBeLessThan(0.05);
  }
  expect(sharedBars(sketchBars(until(0.5)), sketchBars(from(0.5)))).toBe(0);
  expect(shareOf(selectTickers(panel, panel.tickers.slice(0, 3)))).toBe(1);
});

test("a panel in parts is the panel, bars before a day are left out, and what tells nothing shares nothing", () => {
  const parts = [panel.tickers.slice(0, 5), panel.tickers.slice(5)].map((tickers) =>
    sketchBars(selectTickers(panel, tickers)),
  );
  expect(joinSketches(parts)).toEqual(sketch);
  const day = panel.calendar.at(-252)!;
  const late = sketchBars(panel, day);
  expect(Math.min(...late.first)).toBe(day);
  expect(sharedBars(late, sketch)).toBeGreaterThan(0.97);
  const flat = sketchBars({ ...panel, adjClose: Float64Array.from(panel.date, () => 10) });
  expect(flat.marks.length).toBe(0);
  expect(sharedBars(flat, flat)).toBe(0);
  const none = sketchBars(panel, 1e6);
  expect(sharedBars(none, sketch)).toBe(0);
});

const bars = fileURLToPath(new URL("../../../shared/market/quick46-2022-2024.parquet", import.meta.url));
if (!existsSync(bars)) console.log("reference bars absent: the sketch is not looked at on real bars");

describe.runIf(existsSync(bars))("on real bars", () => {
  test("what changes nothing changes nothing, and other tickers in the same sessions are other bars", async () => {
    const real = await readPanel(bars);
    for (const changed of Object.values(immaterialChanges(real))) {
      expect(sharedBars(sketchBars(changed), sketchBars(real))).toBeGreaterThan(0.93);
    }
    const half = (rest: number): Panel =>
      selectTickers(
        real,
        real.tickers.filter((_, t) => t % 2 === rest),
      );
    expect(sharedBars(sketchBars(half(0)), sketchBars(half(1)))).toBe(0);
  });
});

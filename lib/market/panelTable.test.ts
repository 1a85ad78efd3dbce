import { expect, test } from "vitest";
import { lastBars, readPanel, selectTickers } from "./index.ts";

const DISPLAY = Symbol.for("Jupyter.display");
const shown = (value: object) => (value as Record<symbol, () => Record<string, string>>)[DISPLAY]!();

test("a panel shows itself as a table: tickers, dates, adjustment, first and last bars", async () => {
  const panel = await readPanel("synthetic:tickers=3,years=1");
  const lines = shown(panel)["text/plain"]!.split("\n");
  expect(lines[0]).toMatch(
    /^Panel of 3 tickers, \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d, prices adjusted by adj_close: \d+ rows × 8 columns$/,
  );
  expect(lines[1]!.trim().split(/ +/)).toEqual([
    "ticker",
    "date",
    "open",
    "high",
    "low",
    "close",
    "adj_close",
    "volume",
  ]);
  const last = lines.at(-1)!.split(/ +/);
  expect(last.slice(0, 2)).toEqual([String(panel.rows - 1), panel.tickers[2]]);
  expect(Number(last[6])).toBeCloseTo(panel.close.at(-1)!, 5);
  expect(shown(panel)["text/html"]).toMatch(/^<table/);
});

test("a chosen part of it does too, and nobody else sees that", async () => {
  const panel = await readPanel("synthetic:tickers=3,years=1");
  const part = lastBars(selectTickers(panel, [panel.tickers[1]!]), 1);
  expect(shown(part)["text/plain"]).toMatch(/^Panel of 1 ticker, .*: 1 row × 8 columns/);
  expect(Reflect.ownKeys({ ...part }).filter((key) => typeof key === "symbol")).toEqual([]);
  expect(structuredClone(part).rows).toBe(1);
});

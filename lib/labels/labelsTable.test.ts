import { isoDate } from "trident-base";
import { expect, test } from "vitest";
import { readPanel } from "../market/index.ts";
import { tripleBarrier } from "./index.ts";

test("labels show themselves with the dates between which they were made, null where nothing is known yet", async () => {
  const panel = await readPanel("synthetic:tickers=1,years=1");
  const labels = tripleBarrier(panel, { profit: 0.05, stop: 0.08, horizon: 10 });
  const shown = (labels as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]!();
  const lines = shown["text/plain"]!.split("\n").map((line) => line.split(/ {2,}/));
  expect(lines[0]![0]).toMatch(/^Labels, triple_barrier \+5 % \/ -8 % in 10 bars: \d+ rows × 7 columns$/);
  expect(lines[1]!.slice(1)).toEqual(["ticker", "date", "label", "entry_date", "exit_date", "ret", "delisted"]);
  const [first, last] = [lines[3]!, lines.at(-1)!];
  expect(first.slice(0, 4)).toEqual(["0", panel.tickers[0], isoDate(panel.date[0]!), String(labels.label[0])]);
  expect(first[5]).toBe(isoDate(labels.calendar[labels.exitSession[0]!]!));
  expect(last.slice(3)).toEqual(["null", "null", "null", "null", "null"]);
});

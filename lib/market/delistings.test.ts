import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isoDate, parseIsoDate } from "trident-base";
import { afterAll, beforeAll, expect, test } from "vitest";
import { delistedTickers } from "./delistings.ts";
import { isSession } from "./nyseCalendar.ts";
import { openPanel } from "./openPanel.ts";
import { writePanelManifest } from "./panelManifest.ts";
import { panelNotes } from "./panelNotes.ts";
import { passManifest } from "./passManifest.ts";
import { readPanel } from "./read.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trident-delistings-"));
});
afterAll(() => rm(folder, { recursive: true }));

const FROM = parseIsoDate("2024-01-02");
const DAYS = Array.from({ length: 200 }, (_, k) => FROM + k).filter(isSession);

/** A file of tickers with so many bars each, from the first session on. */
async function fileOf(name: string, bars: Readonly<Record<string, number>>): Promise<string> {
  const file = join(folder, name);
  const rows = Object.entries(bars).flatMap(([ticker, count]) =>
    DAYS.slice(0, count).map((day) => `${ticker},${isoDate(day)},10,11,9,10,100`),
  );
  await writeFile(file, `ticker,date,open,high,low,close,volume\n${rows.join("\n")}\n`);
  return file;
}

const many = (count: number, bars: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, t) => [`T${String(t).padStart(2, "0")}`, bars]));

/** Both readers: the whole panel and a part of it say the same. */
async function delistedOf(file: string): Promise<readonly string[]> {
  const panel = await readPanel(file);
  const gone = delistedTickers(panel);
  const opened = await openPanel(file);
  const part = await opened.read(panel.tickers[0]!, panel.tickers.at(-1)!);
  expect(delistedTickers(part)).toEqual(gone);
  expect([...(part.origin.unfinished ?? [])]).toEqual([...(panel.origin.unfinished ?? [])]);
  return panel.tickers.filter((_, t) => gone[t] === 1);
}

test("one fresher ticker makes no delistings of the others, and that is said", async () => {
  const file = await fileOf("fresh.csv", { ...many(45, 80), AAPL: 86 });
  expect(await delistedOf(file)).toEqual([]);
  const panel = await readPanel(file);
  const shown = (panel as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]!();
  expect(shown["text/plain"]).toMatch(/^Panel of 46 tickers, .*, the data of 45 end early, prices as given/);
  expect(panelNotes(panel).at(-1)).toBe(
    "45 tickers not counted as delisted, the data end early (45 of 46 tickers end on 2024-04-25): T00, T01, T02, T03, T04 and 40 more",
  );
});

test.each([
  ["two of three", { A: 80, B: 80, C: 90 }, []],
  ["a tenth", { ...many(45, 120), A: 80, B: 80, C: 80, D: 80, E: 80 }, []],
  ["one of two", { A: 80, B: 90 }, ["A"]],
  ["two of fifty, on two days", { ...many(48, 120), A: 80, B: 81 }, ["A", "B"]],
  ["under a tenth", { ...many(45, 120), A: 80, B: 80, C: 80 }, ["A", "B", "C"]],
  ["one that ended five sessions before", { A: 80, B: 85 }, []],
])("%s", async (name, bars, expected) => {
  expect(await delistedOf(await fileOf(`${name}.csv`, bars))).toEqual(expected);
});

test("a ticker whose fetch failed was not delisted; one that the source calls delisted was", async () => {
  const file = await fileOf("manifest.csv", { ...many(40, 120), A: 80, B: 81, C: 82 });
  const failed = [
    { ticker: "A", kind: "unreachable", why: "no answer" },
    { ticker: "B", kind: "delisted", why: "not known" },
    { ticker: "T00", kind: "refused", why: "too many requests" },
  ];
  await writePanelManifest(file, { bias: "by hand", failed });
  expect(await delistedOf(file)).toEqual(["B", "C"]);
  expect([...(await readPanel(file)).origin.unfinished!]).toEqual([["A", "its fetch failed: unreachable"]]);
  const copy = await fileOf("copy.csv", { ...many(40, 120), A: 80, B: 81 });
  await passManifest(file, copy, "some rows");
  expect(await delistedOf(copy)).toEqual(["B"]);
});

test("a panel without tickers that ended says nothing of them", async () => {
  await mkdir(join(folder, "even"), { recursive: true });
  const file = await fileOf("even/bars.csv", many(3, 80));
  expect(panelNotes(await readPanel(file))).toEqual(["prices as given, not adjusted for dividends"]);
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Panel, panelBefore, readPanel, selectTickers, sketchBars, sketchText } from "../market/index.ts";
import { DEFAULT_LABELS, otherPanelNote, readLabelChoice, searchedLabels } from "./labelChoice.ts";

const P = { method: "triple_barrier", profit: 0.07, stop: 0.05, horizon: 8, value: 0.1, deflated: 0.4 };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "label-choice-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function choose(content: unknown, which?: "published") {
  const file = join(folder, "optuna_best_params.json");
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  return readLabelChoice(file, which);
}

test("honest unless told otherwise, with what the search said of it", async () => {
  const both = { published: { ...P, method: "simple", profit: 0.15 }, honest: P, study: { honest: "labels" } };
  expect(await choose(both)).toMatchObject({
    options: { method: "triple_barrier", profit: 0.07, stop: 0.05, horizon: 8 },
    origin: "optuna_best_params.json: honest",
    found: { value: 0.1, deflated: 0.4 },
  });
  expect(await choose(both, "published")).toMatchObject({ options: { method: "simple", profit: 0.15 } });
});

test.each([
  ["{", /no label parameters/],
  [{ honest: { ...P, profit: 7 } }, /honest: profit/],
  [{ honest: { ...P, method: "guess" } }, /honest: method/],
  [{ published: P }, /no parameters 'honest'/],
])("%j is refused", async (content, message) => {
  await expect(choose(content)).rejects.toThrow(message);
});

test("a file that is not there is named, with what makes it", async () => {
  await expect(readLabelChoice(join(folder, "none.json"))).rejects.toThrow(/none\.json.*search-labels/);
});

test("searchedLabels takes the default only where there is no file", async () => {
  expect(await searchedLabels(join(folder, "none.json"))).toBe(DEFAULT_LABELS);
  const file = join(folder, "searched.json");
  await writeFile(file, JSON.stringify({ honest: P }));
  expect((await searchedLabels(file)).origin).toBe("searched.json: honest");
  await writeFile(file, "{}");
  await expect(searchedLabels(file)).rejects.toThrow(/no parameters 'honest'/);
});

describe("labels that were searched on other bars are said to be", async () => {
  const market = await readPanel("synthetic:tickers=8,years=2,seed=1");
  const searched = selectTickers(panelBefore(market, 400), market.tickers.slice(0, 4));
  const panel = { source: "a.parquet", bias: null, tickers: ["A"], from: "2020-01-02", to: "2021-12-31" };
  const choice = (bars?: string) => choose({ honest: P, panel: { ...panel, sessions: 500, dataHash: "h", bars } });
  const on = (source: string, bars: Panel) => ({ source, bars: sketchBars(bars) });

  test("by the bars, whatever the panel is called", async () => {
    const chosen = await choice(sketchText(sketchBars(searched)));
    for (const source of ["a.parquet", "renamed.parquet"]) {
      expect(otherPanelNote(chosen, on(source, market))).toBeNull();
      expect(otherPanelNote(chosen, on(source, selectTickers(searched, searched.tickers.slice(1))))).toBeNull();
    }
    const other = await readPanel("synthetic:tickers=8,years=2,seed=2");
    expect(otherPanelNote(chosen, on("a.parquet", other))).toMatch(
      /ANOTHER panel, a\.parquet from 2020-01-02.*, with 0 % of its bars in common with these/,
    );
    const half = selectTickers(market, market.tickers.slice(2));
    expect(otherPanelNote(chosen, on("a.parquet", half))).toMatch(/ANOTHER panel.*with (49|50) % of its bars/);
  });

  test("by the name, where a file says nothing of its bars; not at all where nothing was searched", async () => {
    const chosen = await choice();
    expect(otherPanelNote(chosen, on("a.parquet", market))).toBeNull();
    expect(otherPanelNote(chosen, on("b.parquet", market))).toMatch(
      /ANOTHER panel, a\.parquet.*known by its name alone/,
    );
    expect(otherPanelNote(DEFAULT_LABELS, on("b.parquet", market))).toBeNull();
  });

  test("a sketch that is none is refused, with the file", async () => {
    await expect(choice("no sketch")).rejects.toThrow(/no sketch of bars/);
  });
});

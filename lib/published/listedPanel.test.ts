import { expect, test } from "vitest";
import { type Panel, readPanel } from "../market/index.ts";
import { hindsightNotes, listedPanel, QUICK_LIST, SEARCH_LIST } from "./listedPanel.ts";
import { listedPanelTable } from "./listedPanelTable.ts";

const synthetic = await readPanel("synthetic:tickers=30,years=1");
const named: Panel = {
  ...synthetic,
  tickers: [...QUICK_LIST.tickers].sort().slice(0, 25).concat(["Z1", "Z2", "Z3", "Z4", "Z5"]),
};

test("the lists are the roadmap's: 46, and 20 of them", () => {
  expect(new Set(QUICK_LIST.tickers).size).toBe(46);
  expect(new Set(SEARCH_LIST.tickers).size).toBe(20);
  expect(SEARCH_LIST.tickers.every((ticker) => QUICK_LIST.tickers.includes(ticker))).toBe(true);
});

test("listedPanel takes the listed tickers where there are enough, else as many of the largest", () => {
  expect(listedPanel(named, QUICK_LIST).tickers).toEqual(named.tickers.slice(0, 25));
  expect(listedPanel(synthetic, QUICK_LIST).tickers).toHaveLength(30);
  expect(listedPanel(synthetic, SEARCH_LIST).tickers).toHaveLength(20);
});

test("hindsightNotes speaks of listed tickers alone", () => {
  expect(hindsightNotes(synthetic, QUICK_LIST)).toEqual([]);
  expect(hindsightNotes(named, QUICK_LIST)[0]).toMatch(/^25 tickers of the roadmap's list.*hindsight$/);
});

test("listedPanelTable says how many tickers are on the list, and what is known of their bias", () => {
  const html = listedPanelTable(named, listedPanel(named, QUICK_LIST), QUICK_LIST);
  expect(html).toContain(
    "25 of 30, 25 of them on the roadmap&#39;s list".replace("&#39;", html.includes("&#39;") ? "&#39;" : "'"),
  );
  expect(html).toContain("adjusted by adj_close / close");
  expect(html).toContain(`${named.calendar.length}, `);
});

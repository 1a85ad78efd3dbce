import { expect, test } from "vitest";
import { largestTickers, laterYear, type Panel, readPanel } from "../market/index.ts";
import { sharedFloat64, sharedInt32 } from "../runtime/index.ts";
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

test("those who stand in are the largest before the later year, whatever is traded in it", async () => {
  const whole = await readPanel("synthetic:tickers=40,years=3,seed=5");
  const later = laterYear(whole)!;
  expect(whole.calendar.length - later).toBe(252);
  const before = listedPanel(whole, SEARCH_LIST).tickers;
  const small = whole.tickers.filter((ticker) => !before.includes(ticker));
  // In the later year the others trade a million times as much.
  const volume = sharedFloat64(whole.rows);
  volume.set(whole.volume.map((v, row) => (whole.session[row]! >= later ? 1e6 * v : v)));
  whole.tickers.forEach((ticker, t) => {
    if (!small.includes(ticker))
      volume.set(whole.volume.subarray(whole.offsets[t]!, whole.offsets[t + 1]!), whole.offsets[t]!);
  });
  const risen = { ...whole, volume };
  expect(listedPanel(risen, SEARCH_LIST).tickers).toEqual(before);
  expect(largestTickers(risen, 20).toSorted()).toEqual(before);
});

test("a ticker without bars before the later year stands in last", async () => {
  const whole = await readPanel("synthetic:tickers=12,years=3,seed=5");
  const [largest] = largestTickers(whole, 1);
  const t = whole.tickers.indexOf(largest!);
  const session = sharedInt32(whole.rows);
  session.set(whole.session);
  session.subarray(whole.offsets[t], whole.offsets[t + 1]).fill(laterYear(whole)!);
  const after = largestTickers({ ...whole, session }, 12);
  const late = after.filter((ticker) => {
    return session[whole.offsets[whole.tickers.indexOf(ticker)]!]! >= laterYear(whole)!;
  });
  expect(late).toContain(largest);
  expect(after.slice(-late.length)).toEqual(late);
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

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isoDate, parseIsoDate } from "trident-base";
import { describe, expect, test } from "vitest";
import { createPanel } from "./panel.ts";
import { readPanel } from "./read.ts";
import { isMember, readUniverses, type Universe } from "./universe.ts";
import { memberCoverage, universeBias, unknownBias } from "./universeBias.ts";

const dates = ["2020-12-17", "2020-12-18", "2020-12-21", "2020-12-22"].map(parseIsoDate);

function panelOf(tickers: readonly string[]) {
  const rows = tickers.flatMap((ticker) => dates.map((date) => ({ ticker, date })));
  const ones = () => new Float64Array(rows.length).fill(1);
  return createPanel(
    {
      ticker: rows.map(({ ticker }) => ticker),
      date: Int32Array.from(rows, ({ date }) => date),
      open: ones(),
      high: ones(),
      low: ones(),
      close: ones(),
      volume: ones(),
    },
    { source: "made here", bias: null },
  );
}

test("coverage counts each name's own member-days", () => {
  const member = (ticker: string, since: string, until: string | null) => ({
    ticker,
    why: "a test",
    since: parseIsoDate(since),
    until: until === null ? null : parseIsoDate(until),
  });
  const universe: Universe = {
    name: "sp500",
    title: "S&P 500",
    asOf: dates[3]!,
    bias: "membership by date",
    // 4 of 4 with bars, 2 of 2, and 1 member-day of a name without bars.
    members: [
      member("A", "2000-01-03", null),
      member("B", "2020-12-21", null),
      member("GONE", "1996-01-02", "2020-12-18"),
    ],
  };
  expect(memberCoverage(panelOf(["A", "B"]), universe)).toEqual({ memberDays: 7, withBars: 6, share: 6 / 7 });
  expect(universeBias([universe], panelOf(["A", "B"]))).toBe("S&P 500 by date, 85.7 % of its member-days have bars");
});

test("lists without dates say what they are", async () => {
  const lists = await readUniverses(["alpha-76", "nasdaq-100"]);
  expect(universeBias(lists, panelOf(["AAPL"]))).toBe(
    "hindsight universe: Alpha 76, made as of 2025-11-30; survivorship-biased: NASDAQ-100, made as of 2024-12-31",
  );
});

const bars = fileURLToPath(new URL("../../../shared/market/us-daily-2014-2021.parquet", import.meta.url));
if (!existsSync(bars)) console.log("universeBias.test.ts: reference bars absent");

describe.runIf(existsSync(bars))("on real bars, 2014 to 2021", () => {
  test("the share of S&P member-days with bars, counted day by day", async () => {
    const [sp500] = await readUniverses(["sp500"]);
    const panel = await readPanel(bars);
    const coverage = memberCoverage(panel, sp500!);
    // The same for one day in a hundred, the slow way.
    const known = new Set(panel.tickers);
    for (let s = 0; s < panel.calendar.length; s += 100) {
      const today = panel.calendar[s]!;
      const names = new Set(sp500!.members.map(({ ticker }) => ticker));
      const members = [...names].filter((ticker) => isMember(sp500!, ticker, today));
      expect(members.length, isoDate(today)).toBeGreaterThan(490);
      // Every ticker of this panel has every session.
      expect(members.filter((ticker) => known.has(ticker)).length / members.length).toBeGreaterThan(0.3);
    }
    expect(coverage).toMatchObject({ memberDays: 1_015_236, withBars: 592_030 });
    expect(panel.origin.bias).toBe(unknownBias(coverage));
    expect(panel.origin.bias).toMatch(/^not known, .*; 58\.3 % of the S&P 500's member-days have bars$/);
  });
});

import { expect, test } from "vitest";
import { equalWeightReturn, type MonthlyStatistics, monthlyStatistics, STATISTICS } from "../behaviour/index.ts";
import { readPanel } from "../market/index.ts";
import { assignClusters, clustersOfRows, rankWithinMonth } from "./clusters.ts";

const panel = await readPanel("synthetic:tickers=12,years=2,seed=3");
const statistics = monthlyStatistics(panel, equalWeightReturn(panel).value);

test("ranks are of one month's tickers, whatever the year was like", () => {
  const ranks = rankWithinMonth(statistics);
  const months = Map.groupBy([...statistics.month.keys()], (row) => statistics.month[row]!);
  for (const rows of months.values()) {
    for (const [j, name] of STATISTICS.entries()) {
      const known = rows.filter((row) => !Number.isNaN(statistics.columns[name][row]!));
      const sorted = [...known].sort((a, b) => statistics.columns[name][a]! - statistics.columns[name][b]!);
      for (const [place, row] of sorted.entries()) {
        expect(ranks[row * STATISTICS.length + j]).toBeCloseTo((place + 0.5) / known.length, 12);
      }
    }
  }
});

test("multiplying a month's volatilities changes no cluster", () => {
  const clusters = [{ centres: [new Array(7).fill(0.2)] }, { centres: [new Array(7).fill(0.8)] }];
  const wild: MonthlyStatistics = {
    ...statistics,
    columns: {
      ...statistics.columns,
      volatility: statistics.columns.volatility.map((x, row) => x * (1 + (statistics.month[row]! % 7))),
    },
  };
  const before = assignClusters(statistics, clusters);
  expect(assignClusters(wild, clusters)).toEqual(before);
  expect(new Set(before)).toEqual(new Set([-1, 0, 1]));
});

test("the nearest centre by what is known; ties have one rank; nothing known, no cluster", () => {
  const nan = Number.NaN;
  const column = (...values: number[]) => Float64Array.from(values);
  const few: MonthlyStatistics = {
    rows: 4,
    ticker: ["A", "B", "C", "D"],
    month: Int32Array.of(0, 0, 0, 0),
    bars: Int32Array.of(252, 252, 80, 10),
    columns: Object.fromEntries(
      STATISTICS.map((name) => [name, name === "trend" ? column(1, 1, nan, nan) : column(1, 2, 3, nan)]),
    ) as MonthlyStatistics["columns"],
  };
  const ranks = rankWithinMonth(few);
  const trend = STATISTICS.indexOf("trend");
  expect([ranks[trend], ranks[7 + trend], ranks[14 + trend]]).toEqual([0.5, 0.5, nan]);
  expect([
    ...assignClusters(few, [{ centres: [new Array(7).fill(0.9)] }, { centres: [new Array(7).fill(0.1)] }]),
  ]).toEqual([1, 0, 0, -1]);
});

test("every row has the cluster of its ticker's month", () => {
  const marked = Int8Array.from(statistics.month.keys(), (row) => row % 100);
  const ofRows = clustersOfRows(panel, statistics, marked);
  const firstOfMonth = (day: number) => day - new Date(day * 86_400_000).getUTCDate() + 1;
  panel.tickers.forEach((ticker, t) => {
    for (let row = panel.offsets[t]!; row < panel.offsets[t + 1]!; row++) {
      const month = firstOfMonth(panel.date[row]!);
      const at = statistics.ticker.findIndex((name, k) => name === ticker && statistics.month[k] === month);
      expect(ofRows[row]).toBe(marked[at]);
    }
  });
});

test("a ticker without any month has no cluster, and those after it keep theirs", () => {
  const [first] = panel.tickers;
  const kept = [...statistics.month.keys()].filter((row) => statistics.ticker[row] !== first);
  const without: MonthlyStatistics = {
    ...statistics,
    rows: kept.length,
    ticker: kept.map((row) => statistics.ticker[row]!),
    month: Int32Array.from(kept, (row) => statistics.month[row]!),
  };
  const all = clustersOfRows(panel, statistics, new Int8Array(statistics.rows).fill(1));
  const found = clustersOfRows(panel, without, new Int8Array(kept.length).fill(1));
  expect(found.subarray(0, panel.offsets[1])).toEqual(new Int8Array(panel.offsets[1]!).fill(-1));
  expect(found.subarray(panel.offsets[1])).toEqual(all.subarray(panel.offsets[1]));
});

import { isoDate } from "trident-base";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../runtime/index.ts";
import { isSession } from "../nyseCalendar.ts";
import type { BarColumns } from "../panel.ts";
import { checkBars } from "./checkBars.ts";

const TODAY = 20_000;
const DAYS = Array.from({ length: 600 }, (_, k) => 19_000 + k)
  .filter(isSession)
  .slice(0, 300);
const BAD = 150;

type Column = "open" | "high" | "low" | "close" | "volume" | "adjClose";
const PRICES = ["open", "high", "low", "close", "adjClose"] as const;

/** 300 ordinary bars of so many tickers, and what `edit` does to the first one's. */
function barsOf(edit: (columns: Record<Column, Float64Array>, date: Int32Array) => void, tickers = 1): BarColumns {
  const rows = tickers * DAYS.length;
  const [open, high, low, close, volume] = Array.from({ length: 5 }, () => new Float64Array(rows)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let t = 0; t < tickers; t++) {
    const random = createRandom("explanations", t);
    let price = 100;
    for (let i = t * DAYS.length; i < (t + 1) * DAYS.length; i++) {
      open[i] = price * Math.exp(0.005 * random.normal());
      price = open[i]! * Math.exp(0.015 * random.normal());
      close[i] = price;
      high[i] = Math.max(open[i]!, price) * (1 + 0.008 * random.uniform());
      low[i] = Math.min(open[i]!, price) * (1 - 0.008 * random.uniform());
      volume[i] = Math.round(1e6 * Math.exp(0.3 * random.normal()));
    }
  }
  const date = Int32Array.from({ length: rows }, (_, i) => DAYS[i % DAYS.length]!);
  const columns = { open, high, low, close, volume, adjClose: close.slice() };
  edit(columns, date);
  const ticker = Array.from({ length: rows }, (_, i) => `T${Math.floor(i / DAYS.length)}`);
  return { ticker, date, ...columns };
}

const told = (bars: BarColumns) =>
  checkBars(bars, TODAY).findings.map(({ kind, date, rows }) => ({ kind, date, rows: [...rows] }));
const times = (
  columns: Record<Column, Float64Array>,
  names: readonly Column[],
  from: number,
  to: number,
  by: number,
) => {
  for (const name of names) for (let i = from; i < to; i++) columns[name][i]! *= by;
};

test("the bars as they are have no findings", () => {
  expect(told(barsOf(() => {}))).toEqual([]);
});

describe("one wrong bar costs one bar", () => {
  test.each([3, 5, 7, 10, 20, 50, 200, 500, 1000, 1e4, 1e6, 2, 1.7, 1 / 2, 1 / 3, 1 / 7, 1 / 1000])(
    "times %d",
    (by) => {
      const found = told(barsOf((columns) => times(columns, PRICES, BAD, BAD + 1, by)));
      expect(found).toEqual([{ kind: "price_scale", date: isoDate(DAYS[BAD]!), rows: [BAD] }]);
    },
  );

  test.each([2, 3, 5, 20, 1000])("a close of %d times", (by) => {
    const found = told(barsOf((columns) => times(columns, ["close", "adjClose"], BAD, BAD + 1, by)));
    expect([...new Set(found.flatMap(({ rows }) => rows))]).toEqual([BAD]);
    expect(found.map(({ kind }) => kind)).toContain("high_low");
    expect(found.map(({ kind }) => kind)).not.toContain("unadjusted_split");
  });

  test.each([3, 20, 1000, 1 / 3])("an open of %d times", (by) => {
    const found = told(barsOf((columns) => times(columns, ["open"], BAD, BAD + 1, by)));
    expect([...new Set(found.flatMap(({ rows }) => rows))]).toEqual([BAD]);
  });

  test.each([3, 1000, 1 / 3])("the last bar, times %d", (by) => {
    const last = DAYS.length - 1;
    const found = told(barsOf((columns) => times(columns, PRICES, last, last + 1, by)));
    expect(found.map(({ rows }) => rows)).toEqual([[last]]);
  });

  test("the last adjusted close alone", () => {
    const last = DAYS.length - 1;
    const found = told(barsOf((columns) => times(columns, ["adjClose"], last, last + 1, 0.97)));
    expect(found.map(({ rows }) => rows)).toEqual([[last]]);
  });
});

test.each([
  [3, 2],
  [3, 10],
  [2, 40],
  [1 / 4, 20],
])("a run on another level costs the run: times %d for %d bars", (by, length) => {
  const found = told(barsOf((columns) => times(columns, PRICES, BAD, BAD + length, by)));
  expect(found.flatMap(({ rows }) => rows)).toEqual(Array.from({ length }, (_, k) => BAD + k));
  expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(["price_scale"]));
});

test.each([1 / 1000, 1 / 400, 1000, 75])("a split that prices were not adjusted for, by %d, is one", (by) => {
  const found = told(barsOf((columns) => times(columns, PRICES, 0, BAD, by)));
  expect(found.map(({ kind, date, rows }) => [kind, date, rows.length])).toEqual([
    ["unadjusted_split", isoDate(DAYS[BAD]!), BAD],
  ]);
});

test("weekly bars are told once", () => {
  const bars = barsOf(() => {}, 3);
  const weekly = { ...bars, date: bars.date.map((_, i) => 12_000 + 7 * (i % DAYS.length)) };
  const found = checkBars(weekly, TODAY).findings;
  expect(found.map(({ ticker, kind, detail }) => [ticker, kind, detail])).toEqual([
    ["*", "missing_session", "most bars are 5 sessions apart: these are not daily bars"],
  ]);
});

test("a market that never closes is told once a ticker, and loses no bar", () => {
  const bars = barsOf(() => {}, 2);
  const daily = { ...bars, date: bars.date.map((_, i) => 19_000 + (i % DAYS.length)) };
  const found = checkBars(daily, TODAY).findings;
  expect(found.map(({ ticker, kind, rows }) => [ticker, kind, rows.length])).toEqual([
    ["T0", "closed_day", 0],
    ["T0", "closed_day", 0],
    ["T1", "closed_day", 0],
    ["T1", "closed_day", 0],
  ]);
});

test("a bar of a day that has not come is at fault", () => {
  const found = told(barsOf((_, date) => (date[DAYS.length - 1] = 47_000)));
  expect(found).toEqual([{ kind: "future_day", date: isoDate(47_000), rows: [DAYS.length - 1] }]);
});

test("thousands of tickers of one shape are twins of one", () => {
  const many = 6000;
  const days = DAYS.slice(0, 25);
  const one = barsOf(() => {});
  const column = (from: Float64Array) => Float64Array.from({ length: many * 25 }, (_, i) => from[i % 25]!);
  const { findings } = checkBars(
    {
      ticker: {
        names: Array.from({ length: many }, (_, t) => `T${String(t).padStart(4, "0")}`),
        codes: Uint32Array.from({ length: many * 25 }, (_, i) => Math.floor(i / 25)),
      },
      date: Int32Array.from({ length: many * 25 }, (_, i) => days[i % 25]!),
      open: column(one.open),
      high: column(one.high),
      low: column(one.low),
      close: column(one.close),
      volume: column(one.volume),
    },
    TODAY,
  );
  const twins = findings.filter(({ kind }) => kind === "twin_ticker");
  expect(twins.length).toBe(many - 1);
});

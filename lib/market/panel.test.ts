import fc from "fast-check";
import { isoDate } from "trident-base";
import { expect, test } from "vitest";
import { sharedFloat64 } from "../runtime/index.ts";
import { type BarColumns, compareBytes, createPanel, PanelError } from "./panel.ts";

const ORIGIN = { source: "memory", bias: null };

/** Bars whose prices and volume are all `values`. */
const barsOf = (ticker: BarColumns["ticker"], date: readonly number[], values: Float64Array): BarColumns => ({
  ticker,
  date: Int32Array.from(date),
  open: values,
  high: values,
  low: values,
  close: values,
  volume: values,
});

test("rows in another order are sorted by ticker, then date, and that is recorded", () => {
  const panel = createPanel(barsOf(["B", "A", "A"], [10, 11, 10], Float64Array.of(1, 2, 3)), ORIGIN);
  expect(panel.tickers).toEqual(["A", "B"]);
  expect([...panel.offsets]).toEqual([0, 2, 3]);
  expect([...panel.close]).toEqual([3, 2, 1]);
  expect([...panel.session]).toEqual([0, 1, 0]);
  expect(panel.origin).toMatchObject({ reordered: true, adjustment: "as given", missingSessions: 0 });
});

test("property: the order is that of the tickers' bytes, then of dates; each row keeps its values", () => {
  const row = fc.record({
    ticker: fc.string({ unit: "binary", minLength: 1, maxLength: 3 }),
    date: fc.integer({ min: 0, max: 30 }),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(row, { selector: (r) => `${r.date} ${r.ticker}`, minLength: 1, maxLength: 40 }),
      (rows) => {
        const values = Float64Array.from(rows, (_, i) => i + 1);
        const names = [...new Set(rows.map((r) => r.ticker))];
        const codes = Uint32Array.from(rows, (r) => names.indexOf(r.ticker));
        const expected = rows
          .map((r, i) => ({ ...r, value: i + 1 }))
          .sort((a, b) => compareBytes(a.ticker, b.ticker) || a.date - b.date);
        for (const ticker of [rows.map((r) => r.ticker), { names: ["?", ...names].slice(1), codes }]) {
          const panel = createPanel(
            barsOf(
              ticker,
              rows.map((r) => r.date),
              values,
            ),
            ORIGIN,
          );
          expect([...panel.close]).toEqual(expected.map((r) => r.value));
          expect([...panel.date]).toEqual(expected.map((r) => r.date));
          expect(Array.from(panel.session, (s) => panel.calendar[s])).toEqual([...panel.date]);
          expect(
            panel.tickers.flatMap((name, t) => Array(panel.offsets[t + 1]! - panel.offsets[t]!).fill(name)),
          ).toEqual(expected.map((r) => r.ticker));
          expect(panel.origin.reordered).toBe(expected.some((r, k) => r.value !== k + 1));
        }
      },
    ),
  );
});

test("names that are given twice are one ticker", () => {
  const codes = Uint32Array.of(0, 1, 2);
  const panel = createPanel(barsOf({ names: ["A", "B", "A"], codes }, [1, 1, 2], Float64Array.of(1, 2, 3)), ORIGIN);
  expect(panel.tickers).toEqual(["A", "B"]);
  expect([...panel.close]).toEqual([1, 3, 2]);
});

test("columns in shared memory that are in order are taken over", () => {
  const values = sharedFloat64(2).fill(7);
  expect(createPanel(barsOf(["A", "A"], [1, 2], values), ORIGIN).close).toBe(values);
  expect(createPanel(barsOf(["A", "A"], [2, 1], values), ORIGIN).close).not.toBe(values);
});

test("errors name the file that the row came from", () => {
  const bars = {
    ...barsOf(["B", "A", "A"], [1, 1, 2], Float64Array.of(1, 2, -3)),
    files: [
      { file: "one.csv", from: 0 },
      { file: "two.csv", from: 2 },
    ],
  };
  expect(() => createPanel(bars, ORIGIN)).toThrow(
    expect.objectContaining({ name: "PanelError", where: ["two.csv", "A", isoDate(2)] }),
  );
});

test("columns of different lengths are refused", () => {
  expect(() => createPanel(barsOf(["A"], [1, 2], Float64Array.of(1, 2)), ORIGIN)).toThrow(PanelError);
});

test("an adjustment that loses the price is refused", () => {
  const columns = (close: number, adjClose: number) => ({
    ticker: ["A"],
    date: Int32Array.of(19_724),
    ...{ open: Float64Array.of(close), high: Float64Array.of(close), low: Float64Array.of(close) },
    ...{ close: Float64Array.of(close), volume: Float64Array.of(1), adjClose: Float64Array.of(adjClose) },
  });
  expect(() => createPanel(columns(1e308, 1e-300), ORIGIN)).toThrow(
    /is 0, no factor to adjust by \(memory, A, 2024-01-02\)/,
  );
  expect(() => createPanel(columns(1e-300, 1e308), ORIGIN)).toThrow(/is Infinity, no factor/);
});

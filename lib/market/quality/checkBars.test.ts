import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { parseIsoDate } from "trident-base";
import { expect, test } from "vitest";
import { createRandom } from "../../runtime/index.ts";
import type { BarColumns, TickerCodes } from "../panel.ts";
import { createPanel, PanelError } from "../panel.ts";
import { readBars } from "../read.ts";
import { KINDS, plant } from "../test/planted.ts";
import { takeBars } from "../test/takeBars.ts";
import { checkBars, checkPanel } from "./checkBars.ts";

const quick = fileURLToPath(new URL("../../../../shared/market/quick46-2022-2024.parquet", import.meta.url));
if (!existsSync(quick)) console.log("reference bars absent: what is found in them is not compared with what is known");

test("the order of rows changes nothing", async () => {
  const clean = await readBars("synthetic:tickers=30,years=1,seed=2");
  fc.assert(
    fc.property(fc.constantFrom(...KINDS), fc.nat(), (kind, seed) => {
      const { bars } = plant(clean, kind, 20, createRandom(seed, "planted"));
      const places = (of: BarColumns) =>
        checkBars(of).findings.map((each) => `${each.ticker} ${each.date} ${each.kind}`);
      const order = createRandom(seed, "order").shuffle([...bars.date.keys()]);
      expect(places(takeBars(bars, order))).toEqual(places(bars));
    }),
    { numRuns: 20 },
  );
});

test("what a first look passes over has no findings: they are those of every check on every bar", async () => {
  const clean = await readBars("synthetic:tickers=30,years=1,seed=2");
  const today = parseIsoDate("2100-01-01");
  let found = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...KINDS),
      fc.constantFrom(...KINDS),
      fc.nat(),
      fc.constantFrom(0, 1000),
      (one, other, seed, daysBack) => {
        const random = createRandom(seed, "planted");
        const { bars } = plant(plant(clean, one, 4, random).bars, other, 4, random);
        // Of what a panel refuses nothing is left to check.
        const panel = ((): ReturnType<typeof createPanel> | undefined => {
          try {
            return createPanel(bars, { source: "planted", bias: null });
          } catch (error) {
            if (error instanceof PanelError) return undefined;
            throw error;
          }
        })();
        fc.pre(panel !== undefined);
        const oddDaysSince = panel!.calendar.at(-1)! - daysBack;
        const thorough = checkPanel(panel!, today, { oddDaysSince, isThorough: true });
        expect(checkPanel(panel!, today, { oddDaysSince })).toEqual(thorough);
        found += thorough.findings.length;
      },
    ),
    { numRuns: 60 },
  );
  expect(found).toBeGreaterThan(100);
});

test("a crash and a rally on news are no errors", async () => {
  const bars = await readBars("synthetic:tickers=30,years=2,seed=5");
  const { open, high, low, close, volume, adjClose } = bars;
  const { codes } = bars.ticker as TickerCodes;
  // A ticker is worth 30 % over night, another 250 %, for good: wide days and volume for three days, then less.
  for (const [ticker, times] of [
    [0, 0.3],
    [1, 2.5],
    [2, 0.5],
    [3, 0.2],
  ] as const) {
    const row = codes.indexOf(ticker) + 100;
    for (let i = row; codes[i] === ticker; i++) {
      const days = i - row;
      for (const column of [open, high, low, close, adjClose!]) column[i]! *= times;
      volume[i]! *= days < 3 ? 25 : days < 50 ? 3 : 1;
      high[i]! *= days < 3 ? 1.15 : 1;
      low[i]! /= days < 3 ? 1.15 : 1;
    }
  }
  expect(checkBars(bars).findings).toEqual([]);
});

test("no bars, one bar and bars of nulls", () => {
  const bar = (values: readonly number[]): BarColumns => ({
    ticker: values.map(() => "A"),
    date: Int32Array.from(values, (_, i) => 19_723 + 1 + i),
    open: Float64Array.from(values),
    high: Float64Array.from(values),
    low: Float64Array.from(values),
    close: Float64Array.from(values),
    volume: Float64Array.from(values, () => 100),
  });
  expect(checkBars(bar([]))).toEqual({ rows: 0, tickers: 0, findings: [] });
  expect(checkBars(bar([10]))).toEqual({ rows: 1, tickers: 1, findings: [] });
  const { findings } = checkBars(bar([10, Number.NaN, 11]));
  expect(findings).toMatchObject([{ ticker: "A", date: "2024-01-03", kind: "missing_session", rows: [1] }]);
  expect(() => checkBars({ ...bar([10]), close: new Float64Array(2) })).toThrow("differ in length");
});

test("a bar of a wrong year is one gap, not a finding a session", () => {
  const days = ["1900-01-02", "2024-01-02", "2024-01-03", "2024-01-05"].map(parseIsoDate);
  const prices = Float64Array.of(10, 10.1, 10.2, 10.3);
  const columns = { open: prices, high: prices, low: prices, close: prices, volume: prices };
  const { findings } = checkBars({ ticker: days.map(() => "A"), date: Int32Array.from(days), ...columns });
  const gaps = findings.filter(({ kind }) => kind === "missing_session");
  expect(gaps.map(({ date, detail }) => [date, detail])).toEqual([
    [
      "1990-01-02",
      expect.stringMatching(/^0 of 1 tickers have a bar; the first of 8565 sessions to 2023-12-29 without one$/),
    ],
    ["2024-01-04", "0 of 1 tickers have a bar"],
  ]);
});

test.runIf(existsSync(quick))(
  "in the quick validator's real bars: a reverse split, and a shell that did not trade",
  async () => {
    const { findings } = checkBars(await readBars(quick));
    const found = new Set(findings.map(({ ticker, kind }) => `${ticker} ${kind}`));
    // LUNR and QBTS were shells without a business then; PALI traded at whole dollars of today's shares.
    expect([...found]).toEqual([
      "CRIS unadjusted_split",
      "LUNR stale_run",
      "LUNR volume",
      "PALI stale_run",
      "QBTS stale_run",
    ]);
    expect(findings).toContainEqual(expect.objectContaining({ ticker: "CRIS", date: "2023-09-29" }));
  },
);

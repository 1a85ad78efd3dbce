import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { isoDate } from "trident-base";
import { venvProgram } from "trident-base/project";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../runtime/index.ts";
import { type BarColumns, createPanel, type Panel, PanelError } from "./panel.ts";
import { readBars, readPanel } from "./read.ts";

const python = venvProgram("python");
const HEADER = "ticker,date,open,high,low,close,volume,adj_close";
const ROWS = ["A,2024-01-02,10,12,9,11,100,5.5", "A,2024-01-03,11,12,10,11,200,5.5", "B,2024-01-02,1,2,1,2,0,2"];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trident-read-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function csv(name: string, lines: readonly string[]): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, lines.length > 0 ? `${lines.join("\n")}\n` : "");
  return file;
}

async function sql(...statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

async function parquet(name: string, query: string): Promise<string> {
  const file = join(folder, name);
  await sql(`COPY (${query}) TO '${file.replaceAll("'", "''")}' (FORMAT parquet)`);
  return file;
}

const failure = async (file: string): Promise<PanelError> => {
  const error = await readPanel(file).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(PanelError);
  expect((error as PanelError).remedy).toBeTruthy();
  return error as PanelError;
};

/** All that a panel holds but where it came from, as plain values. */
const content = ({ origin, ...columns }: Panel) => ({
  ...columns,
  origin: { ...origin, source: "", reordered: false },
});

describe("what is read", () => {
  test("a CSV file, its columns in any order and spelling, others ignored", async () => {
    const file = await csv("order.csv", [
      "Date,Ticker,Note,Adj Close,OPEN,High,low,Close,Volume",
      '2024-01-03,A,"x, y",5.5,11,12,10,11,2e2',
      "2024-01-02 00:00:00,A,,5.5,10,12,9,11,100",
    ]);
    const panel = await readPanel(file);
    expect(panel.tickers).toEqual(["A"]);
    expect(Array.from(panel.date, isoDate)).toEqual(["2024-01-02", "2024-01-03"]);
    expect([...panel.open]).toEqual([10, 11]);
    expect([...panel.adjClose]).toEqual([5.5, 5.5]);
    expect([...panel.volume]).toEqual([100, 200]);
    expect(panel.origin).toEqual({
      source: file,
      adjustment: "adj_close",
      reordered: true,
      adjustedBy: "Adj Close",
      missingSessions: 0,
      bias: "not known, assume survivorship and hindsight; 0.2 % of the S&P 500's member-days have bars",
    });
  });

  test("a byte order mark, Windows line ends and a blank last line change nothing", async () => {
    const plain = await readPanel(await csv("plain.csv", [HEADER, ...ROWS]));
    const windows = join(folder, "windows.csv");
    await writeFile(windows, `\uFEFF${[HEADER, ...ROWS, "", ""].join("\r\n")}`);
    expect(content(await readPanel(windows))).toEqual(content(plain));
  });

  test("midnight of another place is its date", async () => {
    const file = await csv("zones.csv", [
      "Date,ticker,Open,High,Low,Close,Volume,Dividends,Stock Splits",
      "2024-01-02 00:00:00-05:00,A,1,2,1,2,10,0.0,0.0",
      "2024-07-02 00:00:00-04:00,A,1,2,1,2,10,0.0,0.0",
    ]);
    expect(Array.from((await readPanel(file)).date, isoDate)).toEqual(["2024-01-02", "2024-07-02"]);
  });

  test("an adjusted close by a name of its own is found and named; a column that looks like one is named", async () => {
    const head = HEADER.replace("adj_close", "adjusted_close");
    const { origin, adjClose } = await readPanel(await csv("vendor.csv", [head, ...ROWS]));
    expect([origin.adjustment, origin.adjustedBy, adjClose[0]]).toEqual(["adj_close", "adjusted_close", 5.5]);
    const other = await readPanel(await csv("other.csv", [HEADER.replace("adj_close", "adj_factor"), ...ROWS]));
    expect([other.origin.adjustment, other.origin.lookalikes]).toEqual(["as given", ["adj_factor"]]);
    const two = await csv("two.csv", [`${HEADER},AdjCP`, ...ROWS.map((row) => `${row},1`)]);
    expect((await failure(two)).message).toContain("'adj_close' and 'AdjCP' are both adj_close");
  });

  test("without adj_close the adjustment is 'as given'", async () => {
    const lines = [HEADER, ...ROWS].map((line) => line.slice(0, line.lastIndexOf(",")));
    const panel = await readPanel(await csv("as-given.csv", lines));
    expect(panel.origin.adjustment).toBe("as given");
    expect(panel.adjClose).toEqual(panel.close);
  });

  test("dates as DATE, TIMESTAMP, TIMESTAMPTZ and text, numbers of any numeric type", async () => {
    const expected = content(await readPanel(await csv("types.csv", [HEADER, ...ROWS])));
    for (const date of ["DATE", "TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_S", "TIMESTAMP WITH TIME ZONE", "VARCHAR"]) {
      for (const price of ["FLOAT", "DECIMAL(18, 4)", "VARCHAR"]) {
        const file = await parquet(
          "types.parquet",
          `SELECT ticker, CAST(d AS ${date}) AS date, * EXCLUDE (ticker, date, volume, adj_close, d),
             CAST(volume AS UINTEGER) AS volume, CAST(adj_close AS ${price}) AS adj_close
           FROM (SELECT *, strptime(date, '%Y-%m-%d')${date.endsWith("ZONE") ? " AT TIME ZONE 'UTC'" : ""} AS d
             FROM (VALUES ${ROWS.map((row) => {
               const [ticker, day, ...numbers] = row.split(",");
               return `('${ticker}', '${day}', ${numbers.join(", ")})`;
             }).join(", ")}) AS bars(${HEADER}))`,
        );
        expect(content(await readPanel(file)), `${date}, ${price}`).toEqual(expected);
      }
    }
  });

  test("a folder: its files by name, one panel; other files and folders are left alone", async () => {
    const place = join(folder, "parts");
    await mkdir(join(place, "old.csv"), { recursive: true });
    await csv("parts/2.csv", [HEADER, ROWS[1]!, ROWS[2]!]);
    await csv("parts/README.md", ["not bars"]);
    await csv("parts/.hidden.csv", ["not bars"]);
    await parquet(
      "parts/1.parquet",
      "SELECT 'C' AS ticker, DATE '2024-01-02' AS date, 1 AS open, 1 AS high, 1 AS low, 1 AS close, 1 AS volume, 1 AS adj_close",
    );
    const panel = await readPanel(place);
    expect(panel.tickers).toEqual(["A", "B", "C"]);
    const bars = await readBars(place);
    expect(bars.ticker).toEqual({ names: ["C", "A", "B"], codes: Uint32Array.of(0, 1, 2) });
    expect(bars.files).toEqual([
      { file: join(place, "1.parquet"), from: 0 },
      { file: join(place, "2.csv"), from: 1 },
    ]);
  });

  test("a bar of nulls is a missing session, counted", async () => {
    const panel = await readPanel(await csv("halt.csv", [HEADER, ...ROWS, "B,2024-01-03,,,,,,", "Z,2024-01-04,,,,,,"]));
    expect(panel.rows).toBe(3);
    expect(panel.tickers).toEqual(["A", "B"]);
    expect(panel.origin.missingSessions).toBe(2);
  });

  test("file names that would be wildcards or SQL are names", async () => {
    for (const name of ["it's; DROP TABLE bars.csv", "b[1]*?.csv", "b1.csv", 'say "bars" {a,b}.csv']) {
      const file = await csv(name, [HEADER, ROWS[2]!.replace("B", name.length.toString())]);
      expect((await readPanel(file)).tickers, name).toEqual([name.length.toString()]);
    }
    const place = join(folder, "date=2020-01-01");
    await mkdir(place);
    await csv("date=2020-01-01/bars.csv", [HEADER, ...ROWS]);
    expect(isoDate((await readPanel(place)).date[0]!)).toBe("2024-01-02");
  });
});

describe("what is refused, with file, ticker, date and remedy", () => {
  test.each([
    ["text in a number", [HEADER, ROWS[0]!, "B,2024-01-02,1,2,abc,2,0,2"], "column low holds 'abc'", "B, 2024-01-02"],
    [
      "a number with a comma",
      [HEADER, 'B,2024-01-02,1,2,1,2,"1,000",2'],
      "column volume holds '1,000'",
      "B, 2024-01-02",
    ],
    ["a date that is none", [HEADER, "B,2024-02-30,1,2,1,2,0,2"], "column date holds '2024-02-30'", "B"],
    [
      "a price of 0 names what helps",
      [HEADER, "B,2024-01-02,1,2,0,1,0,2"],
      "trident market check PANEL --fix",
      "B, 2024-01-02",
    ],
    ["an American date", [HEADER, "B,02/03/2024,1,2,1,2,0,2"], "column date holds '02/03/2024'", "B"],
    ["an hour", [HEADER, "B,2024-01-02 09:30:00,1,2,1,2,0,2"], "column date holds '2024-01-02 09:30:00'", "B"],
    ["no date", [HEADER, "B,,1,2,1,2,0,2"], "date is missing", "B"],
    ["no ticker", [HEADER, ",2024-01-02,1,2,1,2,0,2"], "ticker is missing", "2024-01-02"],
    ["a part of a bar", [HEADER, "B,2024-01-02,1,2,1,,0,2"], "close is missing", "B, 2024-01-02"],
    ["a price of 0", [HEADER, "B,2024-01-02,1,2,0,1,0,2"], "low is 0, not a price above 0", "B, 2024-01-02"],
    ["an infinite price", [HEADER, "B,2024-01-02,1,inf,1,1,0,2"], "high is Infinity", "B, 2024-01-02"],
    ["a negative volume", [HEADER, "B,2024-01-02,1,2,1,1,-5,2"], "volume is -5", "B, 2024-01-02"],
    ["no volume", [HEADER, "B,2024-01-02,1,2,1,1,,2"], "volume is missing", "B, 2024-01-02"],
    ["high below low", [HEADER, "B,2024-01-02,1,1,2,1,5,2"], "high 1 is below low 2", "B, 2024-01-02"],
    ["a duplicate", [HEADER, ...ROWS, ROWS[0]!], "two bars of one ticker on one date", "A, 2024-01-02"],
    ["a missing column", ["ticker,date,open,high,low,volume"], "column close missing", ""],
    [
      "a history of one ticker, as yfinance saves it",
      [
        "Date,Open,High,Low,Close,Volume,Dividends",
        ...["2022-03-09", "2022-03-10"].map((date) => `${date} 00:00:00-05:00,1,2,1,2,9,0`),
      ],
      "column ticker missing",
      "",
    ],
    ["a doubled column", [`${HEADER},AdjClose`, `${ROWS[0]},1`], "'adj_close' and 'AdjClose' are both adj_close", ""],
    [
      "two columns of one name but for case",
      ["ticker,date,open,high,low,close,Close,volume", "A,2024-01-02,1,2,1,2,3,10"],
      "'close' and 'Close' are both close",
      "",
    ],
    ["an underscore in a number", [HEADER, "B,2024-01-02,1,2,1,1_0,5,2"], "column close holds '1_0'", "B, 2024-01-02"],
    ["a ticker with blanks around", [HEADER, '" B ",2024-01-02,1,2,1,2,0,2'], '" B " is no ticker', ""],
    ["a ticker over two lines", [HEADER, '"B\nC",2024-01-02,1,2,1,2,0,2'], '"B\\nC" is no ticker', ""],
    ["a ticker of a hundred letters", [HEADER, `${"B".repeat(100)},2024-01-02,1,2,1,2,0,2`], "is no ticker", ""],
    ["a row too short", [HEADER, ...ROWS, "A,2024-01-04,1"], "line 5 has 3 columns, the header has 8", ""],
    ["no bars", [HEADER], "the file has no bars", ""],
    ["nothing", [], "the file is empty", ""],
  ])("%s", async (name, lines, what, where) => {
    const file = await csv(`${name}.csv`, lines);
    const error = await failure(file);
    expect(error.message).toContain(what);
    expect(error.message).toContain(where ? `(${file}, ${where})` : `(${file})`);
  });

  test("paths: none, another kind of file, a folder without bars", async () => {
    expect((await failure(join(folder, "none.csv"))).message).toContain("no such file");
    expect((await failure(await csv("bars.txt", [HEADER]))).message).toContain("neither a Parquet nor a CSV file");
    await mkdir(join(folder, "bare"));
    expect((await failure(join(folder, "bare"))).message).toContain("no Parquet or CSV file");
  });

  test("midnight of another place in Parquet, as yfinance's frames have it: how to write it is said", async () => {
    const rows = "SELECT 'A' AS ticker, TIMESTAMPTZ '2024-01-02 05:00:00+00' AS date, 1 AS open, 2 AS high, 1 AS low";
    const file = await parquet("zoned.parquet", `${rows}, 2 AS close, 9 AS volume`);
    expect((await failure(file)).message).toMatch(/date holds '2024-01-02 05:00:00\+00'.*dt\.tz_localize\(None\)/);
  });

  test("a Parquet file that is none, cut short, or holds other types", async () => {
    expect((await failure(await csv("text.parquet", [HEADER, ...ROWS]))).message).toContain("cannot be read");
    const whole = await parquet(
      "whole.parquet",
      `SELECT * FROM read_csv('${await csv("whole.csv", [HEADER, ...ROWS])}')`,
    );
    const bytes = await readFile(whole);
    await writeFile(join(folder, "cut.parquet"), bytes.subarray(0, bytes.length - 20));
    expect((await failure(join(folder, "cut.parquet"))).message).toContain("cannot be read");
    const list = await parquet("list.parquet", `SELECT * REPLACE ([close] AS close) FROM read_parquet('${whole}')`);
    expect((await failure(list)).message).toMatch(/column close holds .*\[\]/);
    const zone = await parquet(
      "hours.parquet",
      `SELECT * REPLACE (CAST(date AS TIMESTAMP) + INTERVAL 5 HOUR AS date) FROM read_parquet('${whole}')`,
    );
    expect((await failure(zone)).message).toContain("column date holds '2024-01-02 05:00:00'");
    const far = await parquet(
      "far.parquet",
      `SELECT * REPLACE (DATE '290000-01-01' AS date) FROM read_parquet('${whole}')`,
    );
    expect((await failure(far)).message).toContain("column date holds '290000-01-01'");
  });

  test("in a folder the error names the file; a duplicate over two files both", async () => {
    const place = join(folder, "bad");
    await mkdir(place);
    await csv("bad/a.csv", [HEADER, ...ROWS]);
    await csv("bad/b.csv", [HEADER, "C,2024-01-02,1,2,1,-2,0,2"]);
    expect((await failure(place)).where).toEqual([join(place, "b.csv"), "C", "2024-01-02"]);
    await csv("bad/b.csv", [HEADER, ROWS[2]!]);
    expect((await failure(place)).where).toEqual([join(place, "a.csv"), join(place, "b.csv"), "B", "2024-01-02"]);
    await csv("bad/b.csv", [HEADER, "C,2024-01-02,1,2,x,2,0,2"]);
    expect((await failure(place)).where).toEqual([join(place, "b.csv"), "C", "2024-01-02"]);
    await csv("bad/b.csv", ["ticker,date,open,high,low,close,volume", "C,2024-01-02,1,2,1,2,0"]);
    expect((await failure(place)).message).toContain(`adj_close missing, which ${join(place, "a.csv")} has`);
  });

  test("readBars takes bars that are wrong as they are", async () => {
    const bars = await readBars(
      await csv("wrong.csv", [HEADER, "B,2024-01-02,1,2,1,,-5,2", "B,2024-01-02,1,2,1,1,,2"]),
    );
    expect([...bars.close]).toEqual([Number.NaN, 1]);
    expect([...bars.volume]).toEqual([-5, Number.NaN]);
  });
});

test("property: bars written as CSV or Parquet, in any order, come back as the panel they make", async () => {
  const ticker = fc
    .string({ unit: fc.constantFrom(..."AbZ.-'é𝒜😀,\" 1"), minLength: 1, maxLength: 4 })
    .filter((s) => s.trim() === s);
  const price = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
  const bar = fc.record({
    ticker,
    date: fc.integer({ min: -20_000, max: 40_000 }),
    prices: fc.tuple(price, price, price, price),
    volume: fc.integer({ min: 0, max: 1e12 }),
    absent: fc.boolean(),
  });
  const key = (b: { ticker: string; date: number }) => `${b.ticker} ${b.date}`;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(bar, { selector: key, minLength: 1, maxLength: 12 }).filter((bars) => bars.some((b) => !b.absent)),
      fc.integer(),
      fc.constantFrom("csv", "parquet"),
      async (bars, seed, format) => {
        const shuffled = createRandom(seed).shuffle([...bars]);
        const column = (take: (b: (typeof bars)[number]) => number) => Float64Array.from(bars, take);
        const price = (take: (prices: readonly number[]) => number) => (b: (typeof bars)[number]) =>
          b.absent ? Number.NaN : take(b.prices);
        const open = price(([p]) => p!);
        const high = price((p) => Math.max(...p));
        const low = price((p) => Math.min(...p));
        const close = price(([, p]) => p!);
        const columns: BarColumns = {
          ticker: bars.map((b) => b.ticker),
          date: Int32Array.from(bars, (b) => b.date),
          open: column(open),
          high: column(high),
          low: column(low),
          close: column(close),
          volume: column((b) => b.volume),
        };
        const file = join(folder, `round-trip.${format}`);
        const value = (x: number) => (Number.isNaN(x) ? "NULL" : `'${x}'::DOUBLE`);
        const rows = shuffled.map(
          (b) =>
            `('${b.ticker.replaceAll("'", "''")}', DATE '1970-01-01' + (${b.date}), ${[open, high, low, close].map((take) => value(take(b))).join(", ")}, ${b.volume}::BIGINT)`,
        );
        await sql(
          `COPY (SELECT * FROM (VALUES ${rows.join(", ")}) AS bars(ticker, date, open, high, low, close, volume)) TO '${file}' (FORMAT ${format})`,
        );
        const panel = await readPanel(file);
        expect(content(panel)).toEqual(content(createPanel(columns, { ...panel.origin, source: "" })));
      },
    ),
    { numRuns: 15, endOnFailure: true },
  );
});

const market = resolve(import.meta.dirname, "../../../shared/market");
if (!existsSync(market)) console.log("reference bars absent");
describe.runIf(existsSync(market))("real bars", () => {
  test.each([
    ["us-daily-2014-2021.parquet", 2_369_640, 1_176, "2014-01-02", "2021-12-31"],
    ["quick46-2022-2024.parquet", 22_132, 44, "2022-03-09", "2024-03-08"],
  ])("%s", async (name, rows, tickers, first, last) => {
    const panel = await readPanel(join(market, name));
    expect(panel).toMatchObject({ rows, origin: { adjustment: "adj_close", reordered: false, missingSessions: 0 } });
    expect(panel.tickers).toHaveLength(tickers);
    expect([panel.calendar[0]!, panel.calendar.at(-1)!].map(isoDate)).toEqual([first, last]);
  });

  test("a file of one instrument has no ticker, and says so", async () => {
    expect((await failure(join(market, "spy.parquet"))).message).toContain("column");
  });
});

test("a Parquet file with two columns of one name is refused, as CSV is", async () => {
  const columns = (twin: string) => `
import pyarrow as pa, pyarrow.parquet as pq
numbers = [pa.array([1.0])] * 4
names = ["ticker", "date", "nested", "open", "high", "low", "volume", "close", ${JSON.stringify(twin)}]
nested = pa.array([{"close": 1.0, "more": {"close": 2.0}}])
pq.write_table(pa.table([pa.array(["A"]), pa.array(["2024-01-02"]), nested, *numbers, pa.array([1.0]), pa.array([3.0])], names=names), "twin.parquet")`;
  for (const twin of ["close", "Close", "CLO SE"]) {
    execFileSync(python, ["-c", columns(twin)], { cwd: folder });
    await expect(readPanel(join(folder, "twin.parquet"))).rejects.toThrow(
      `columns 'close' and '${twin}' are both close (${join(folder, "twin.parquet")})`,
    );
  }
  execFileSync(python, ["-c", columns("other")], { cwd: folder });
  expect((await readPanel(join(folder, "twin.parquet"))).close[0]).toBe(1);
});

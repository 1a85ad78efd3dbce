import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { UsageError } from "trident-base";
import { venvProgram } from "trident-base/project";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTable, unreadable } from "./tableFile.ts";
import { withDuckDB } from "./withDuckDB.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trident-table-"));
});
afterAll(() => rm(folder, { recursive: true }));

const NEEDS = {
  rows: "Bars",
  columns: ["ticker", "date", "close"],
  optional: ["adj_close"],
  aliases: { adj_close: ["adjcp"] },
  recipes: { ticker: "Add a column." },
  Fault: UsageError,
} as const;

/** All rows of a file, as text; a fault of any line becomes the error that a reader gives. */
async function rowsOf(name: string, content?: string | Uint8Array): Promise<readonly unknown[][]> {
  const file = join(folder, name);
  if (content !== undefined) await writeFile(file, content);
  return withDuckDB(async (connection) => {
    const { table, columns } = await openTable(connection, file, NEEDS);
    const names = [...columns.values()].map((column) => `"${column.name}"`);
    try {
      return (await connection.runAndReadAll(`SELECT ${names.join(", ")} FROM ${table}`)).getRows() as unknown[][];
    } catch (error) {
      throw await unreadable(error, file, UsageError);
    }
  });
}

const HEADER = "ticker,date,close";
const many = (row: string, count: number) => `${row}\n`.repeat(count);

describe("what is wrong with a text file is said in a line, with its number", () => {
  test.each([
    [
      "an open quotation mark",
      `${HEADER}\n${many("A,2024-01-02,1", 20)}"B,2024-01-02,1\n${many("C,2024-01-02,1", 3000)}`,
      /quotation mark is left open in line 22/,
    ],
    ["semicolons", "ticker;date;close\nA;2024-01-02;1\n", /separated by semicolons, not by commas/],
    ["tabs", "ticker\tdate\tclose\nA\t2024-01-02\t1\n", /separated by tabs, not by commas/],
    ["UTF-16", new Uint8Array(Buffer.from(`\uFEFF${HEADER}\nA,2024-01-02,1\n`, "utf16le")), /UTF-16 text/],
    ["a comment", `# from a vendor\n${HEADER}\nA,2024-01-02,1\n`, /line 1 is a comment: '# from a vendor'/],
    ["a row too long", `${HEADER}\nA,2024-01-02,1\nA,2024-01-03,1,5\n`, /line 3 has 4 columns, the header has 3/],
    ["a row too short", `${HEADER}\n"A,\nB",2024-01-02,1\nA\n`, /line 4 has 1 column, the header has 3/],
    ["Parquet", new Uint8Array(Buffer.from("PAR1....PAR1")), /is Parquet, not CSV.*Rename it/],
    ["an archive", new Uint8Array([0x50, 0x4b, 3, 4, 9, 9]), /is a ZIP archive/],
    ["damaged gzip", gzipSync(`${HEADER}\nA,2024-01-02,1\n`).subarray(0, 20), /cannot be read/],
    ["no ticker", "date,close\n2024-01-02,1\n", /column ticker missing .*Add a column/],
    ["hundreds of columns", `date,${Array.from({ length: 900 }, (_, k) => `name${k}`).join(",")}\n`, /missing/],
  ])("%s", async (name, content, message) => {
    const said = await rowsOf(`${name}.csv`, content).then(
      () => "nothing",
      (error: Error) => error.message,
    );
    expect(said).toMatch(message);
    expect(said).toContain(`${name}.csv`);
    expect(said.split("\n")).toHaveLength(1);
    expect(said.length).toBeLessThan(600);
  });
});

test("gzip is read, whatever the file is called", async () => {
  const packed = gzipSync(`${HEADER}\nA,2024-01-02,1\n`);
  for (const name of ["packed.csv", "packed.csv.gz"]) {
    expect(await rowsOf(name, packed)).toEqual([["A", "2024-01-02", "1"]]);
  }
});

test("a header's cells are found as they are written, quoted, with commas and blanks", async () => {
  const rows = await rowsOf("quoted.csv", `"a, note",ticker, Date ,"Close",ADJCP\nx,A,2024-01-02,1,2\n`);
  expect(rows).toEqual([["A", "2024-01-02", "1", "2"]]);
});

describe("tables with two header lines, as pandas saves downloads", () => {
  const frame = `
import pandas as pd, numpy as np
index = pd.DatetimeIndex(["2024-01-02", "2024-01-03"], name="Date")
prices = ["Close", "High", "Low", "Open", "Volume"]`;
  const python = (script: string) => {
    const run = spawnSync(venvProgram("python"), ["-c", frame + script], { cwd: folder, encoding: "utf8" });
    if (run.status !== 0) throw new Error(run.stderr);
  };
  const sorted = async (name: string) => [...(await rowsOf(name))].sort();

  test.each([
    ["prices above", `names=["Price", "Ticker"]`, `[(p, t) for t in ["AAPL", "BRK-B"] for p in prices]`],
    ["tickers above", `names=["Ticker", "Price"]`, `[(t, p) for t in ["AAPL", "BRK-B"] for p in prices]`],
    ["levels without names", "", `[(p, t) for p in prices for t in ["AAPL", "BRK-B"]]`],
  ])("%s", async (name, names, columns) => {
    python(`
columns = pd.MultiIndex.from_tuples(${columns}${names && `, ${names}`})
data = pd.DataFrame({c: [f"{c}"] * 2 for c in columns}, index=index, columns=columns)
for c in columns: data[c] = [float(len(str(c)) + ("AAPL" in c)), np.nan if "BRK-B" in c else 5.0]
data.to_csv("${name}.csv")`);
    expect((await sorted(`${name}.csv`)).map(([ticker, date, close]) => [ticker, date, close !== null])).toEqual([
      ["AAPL", "2024-01-02", true],
      ["AAPL", "2024-01-03", true],
      ["BRK-B", "2024-01-02", true],
      ["BRK-B", "2024-01-03", false],
    ]);
  });

  test("five hundred tickers are read in one pass", async () => {
    python(`
columns = pd.MultiIndex.from_tuples([(p, f"T{t:03}") for p in prices for t in range(500)], names=["Price", "Ticker"])
pd.DataFrame(np.ones((2, len(columns))), index=index, columns=columns).to_csv("wide.csv")`);
    expect(await rowsOf("wide.csv")).toHaveLength(1000);
    expect((await readFile(join(folder, "wide.csv"), "utf8")).split("\n")[0]).toMatch(/^Price,Close/);
  });
});

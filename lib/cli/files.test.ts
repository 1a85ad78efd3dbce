import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FEATURE_NAMES } from "../features/index.ts";
import { registerFeatures } from "./features.ts";
import { registerLabels } from "./labels.ts";
import { runCommand } from "./test/runCommand.ts";

const shared = fileURLToPath(new URL("../../../shared", import.meta.url));
const present = existsSync(join(shared, "reference"));
if (!present)
  console.log("reference bars absent: files of features and labels are not compared with the recorded ones");

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trident files "));
});
afterAll(() => rm(folder, { recursive: true }));

function trident(...argv: string[]) {
  return runCommand([registerFeatures, registerLabels], argv, folder);
}

async function query(sql: string) {
  const connection = await (await DuckDBInstance.create()).connect();
  const result = await connection.runAndReadAll(sql);
  return { names: result.columnNames(), types: result.columnTypes().map(String), rows: result.getRowsJS() };
}

describe("trident features", () => {
  test("writes ticker, date and the 71 columns in catalogue order", async () => {
    const { code, out } = await trident("features", "synthetic:tickers=3,years=1", "--out", "f.parquet", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ tickers: 3, columns: 71, adjustment: "adj_close" });
    const { names, types, rows } = await query(`select * from '${folder}/f.parquet' limit 1`);
    expect(names).toEqual(["ticker", "date", ...FEATURE_NAMES]);
    expect(types).toEqual(["VARCHAR", "DATE", ...FEATURE_NAMES.map(() => "FLOAT")]);
    expect(rows).toHaveLength(1);
  });

  test("a ticker that the panel lacks is refused, and nothing is written", async () => {
    const failed = await trident(
      "features",
      "synthetic:tickers=3,years=1",
      "--out",
      "no.parquet",
      "--tickers",
      "S0001,X",
    );
    expect(failed).toMatchObject({ code: 1, out: "" });
    expect(failed.err).toContain("no bars of X");
    expect(existsSync(join(folder, "no.parquet"))).toBe(false);
  });
});

describe("trident labels", () => {
  test("writes the contract's columns; rows without a label stay, with nulls", async () => {
    const args = ["--method", "triple_barrier", "--profit", "0.05", "--stop", "0.08", "--horizon", "10"];
    const { out } = await trident("labels", "synthetic:tickers=3,years=1", ...args, "--out", "l.parquet", "--json");
    const { rows, unknown, buy } = JSON.parse(out);
    const { names, types } = await query(`select * from '${folder}/l.parquet' limit 0`);
    expect(names).toEqual(["ticker", "date", "label", "entry_date", "exit_date", "ret", "delisted"]);
    expect(types.slice(1)).toEqual(["DATE", "TINYINT", "DATE", "DATE", "DOUBLE", "BOOLEAN"]);
    const counted = await query(`select count(*)::int, (count(*) filter (label is null and entry_date is null and
      exit_date is null and ret is null and not delisted))::int, (count(*) filter (label = 1))::int,
      (count(*) filter (label is null))::int from '${folder}/l.parquet'`);
    expect(counted.rows).toEqual([[rows, unknown, buy, unknown]]);
    expect(unknown).toBeGreaterThan(0);
  });

  test.each([
    [["--profit", "abc"], "--profit is 'abc'", 2],
    [["--horizon", "0"], "--horizon is '0'", 2],
    [["--method", "other"], "--method is 'other'", 2],
    [["--method", "simple", "--timeout", "sign"], "timeout is 'sign' with the simple method", 1],
  ])("%j is refused by name", async (changed, message, code) => {
    const given = ["--method", "triple_barrier", "--profit", "0.05", "--stop", "0.08", "--horizon", "10", ...changed];
    const failed = await trident("labels", "synthetic:tickers=2,years=1", "--out", "bad.parquet", ...given);
    expect(failed.code).toBe(code);
    expect(failed.err).toContain(message);
    expect(failed.err.match(/^trident: .*$/gm)).toHaveLength(1);
  });
});

describe.runIf(present)("against the recorded results", () => {
  test("labels equal the reference, as written to a file", async () => {
    const reference = `${shared}/reference/labels-quick46.parquet`;
    const [[method, profit, stop, horizon, entry, timeout]] = (
      await query(
        `select distinct method, profit, stop, horizon::int, entry, timeout from '${reference}' order by all limit 1`,
      )
    ).rows as [[string, number, number, number, string, string]];
    const bars = `${shared}/market/quick46-2022-2024.parquet`;
    const given = Object.entries({ method, profit, stop, horizon, entry, timeout }).flatMap(([k, v]) => [
      `--${k}`,
      `${v}`,
    ]);
    await trident("labels", bars, "--tickers", "NVDA,KO,PALI,IONQ", ...given, "--out", "r.parquet");
    const { rows } = await query(`select count(*)::int, (count(*) filter (o.label is distinct from r.label or
      o.ret is distinct from r.ret or o.entry_date is distinct from r.entry_date or
      o.exit_date is distinct from r.exit_date or o.delisted <> r.delisted))::int
      from '${folder}/r.parquet' o join '${reference}' r on o.ticker = r.ticker and o.date = r.date
      where r.method = '${method}' and r.profit = ${profit} and r.stop = ${stop} and r.horizon = ${horizon} and r.entry = '${entry}' and r.timeout = '${timeout}'`);
    expect(rows).toEqual([[2012, 0]]);
  });
});

describe("what is said of a panel", () => {
  const HEADER = "ticker,date,open,high,low,close,volume";
  const LABELS = ["--method", "triple_barrier", "--profit", "0.05", "--stop", "0.08"];
  const days = Array.from({ length: 62 }, (_, k) => new Date(Date.UTC(2024, 0, 1 + k)).toISOString().slice(0, 10));
  const rowsOf = (more = "") => days.map((day) => `A,${day},10,11,9,10,100${more}`).join("\n");

  test.each([
    ["adjusted_close", "prices adjusted by adjusted_close"],
    ["Adj-Close", "prices adjusted by Adj-Close"],
    ["adjcp", "prices adjusted by adjcp"],
    [
      "Adj. Close*",
      "prices as given, not adjusted for dividends: 'Adj. Close*' looks like an adjusted price and is not used",
    ],
    ["note", "prices as given, not adjusted for dividends"],
  ])("a column %s: %s", async (column, words) => {
    await writeFile(join(folder, "named.csv"), `${HEADER},${column}\n${rowsOf(",5")}\n`);
    for (const command of [["features"], ["labels", ...LABELS, "--horizon", "3"]]) {
      const { code, out, err } = await trident(command[0]!, "named.csv", ...command.slice(1), "--out", "o.parquet");
      expect(code, err).toBe(0);
      expect(out.trim().endsWith(words), out).toBe(true);
      expect(err.split("\n")).toContain(words);
    }
  });

  test("a horizon beyond every series is refused, and nothing is written", async () => {
    await writeFile(join(folder, "short.csv"), `${HEADER}\n${rowsOf()}\n`);
    const { code, err } = await trident("labels", "short.csv", ...LABELS, "--horizon", "1000", "--out", "none.parquet");
    expect(code).toBe(1);
    expect(err).toContain("no row has a label with horizon 1000");
    expect(err).toContain("no ticker has more than 62 bars");
    expect(existsSync(join(folder, "none.parquet"))).toBe(false);
  });

  test("delistings are counted", async () => {
    const gone = days.slice(0, 40).map((day) => `B,${day},10,10.1,9.9,10,100`);
    await writeFile(join(folder, "gone.csv"), `${HEADER}\n${rowsOf()}\n${gone.join("\n")}\n`);
    const given = ["gone.csv", ...LABELS, "--horizon", "3", "--out", "gone.parquet"];
    const { out, err } = await trident("labels", ...given);
    expect(out).toContain("2 closed by the delisting of 1 tickers");
    expect(err).toContain("1 ticker counted as delisted, ended over 5 sessions before the panel: B");
    expect(JSON.parse((await trident("labels", ...given, "--json")).out)).toMatchObject({
      delisted: { rows: 2, tickers: 1 },
    });
  });

  test.each(["o.csv", "o", "o.parquet.txt"])("--out %s is refused by its ending", async (name) => {
    for (const command of [["features"], ["labels", ...LABELS, "--horizon", "3"]]) {
      const { code, err } = await trident(
        command[0]!,
        "synthetic:tickers=2,years=1",
        ...command.slice(1),
        "--out",
        name,
      );
      expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining("no name of a Parquet file") });
    }
    expect(existsSync(join(folder, name))).toBe(false);
  });

  test.each([
    [["--profit", "5%"], "--profit is '5%': give a fraction between 0 and 1, such as 0.05 for 5 %"],
    [["--stop", "8"], "--stop is '8': give a fraction between 0 and 1, such as 0.05 for 5 %"],
    [["--horizon", "ten"], "--horizon is 'ten': give a whole number above 0"],
  ])("%j is answered in words", async (changed, words) => {
    const given = [...LABELS, "--horizon", "3", ...changed, "--out", "w.parquet"];
    const { code, err } = await trident("labels", "synthetic:tickers=2,years=1", ...given);
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining(words) });
  });
});

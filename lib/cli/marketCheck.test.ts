import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { venvProgram } from "trident-base/project";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPanel } from "../market/index.ts";

import { registerMarket } from "./market.ts";
import { runCommand } from "./test/runCommand.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trident check "));
  await writeFile(join(folder, "bars.csv"), BARS);
});
afterAll(() => rm(folder, { recursive: true }));

const BARS = `ticker,date,open,high,low,close,volume,adj_close
A,2024-01-02,10,11,9,10.5,1000,10.5
A,2024-01-03,10.5,11,10,10.8,1100,10.8
A,2024-01-06,10.8,11,10.6,10.9,900,10.9
A,2024-01-05,10.7,10.75,10.6,10.9,1200,10.9
A,2024-01-08,10.9,11.3,10.8,11,0,11
A,2024-01-08,10.9,11.3,10.8,11.2,1000,11.2
A,2024-01-09,-1,11.3,10.8,11.2,1000,11.2
A,2024-01-10,11.2,11.4,11,11.3,1000,11.3
`;

function check(...argv: string[]) {
  return runCommand([registerMarket], ["market", "check", ...argv], folder);
}

test("findings have ticker, date, kind and detail", async () => {
  const { code, out } = await check("bars.csv", "--json");
  expect(code).toBe(0);
  const { rows, tickers, findings } = JSON.parse(out);
  expect({ rows, tickers }).toEqual({ rows: 8, tickers: 1 });
  expect(findings).toEqual([
    { ticker: "A", date: "2024-01-04", kind: "missing_session", detail: "0 of 1 tickers have a bar" },
    { ticker: "A", date: "2024-01-05", kind: "high_low", detail: "high 10.75 is below 10.9" },
    { ticker: "A", date: "2024-01-06", kind: "closed_day", detail: "the exchange was closed on this Saturday" },
    { ticker: "A", date: "2024-01-08", kind: "duplicate", detail: "another bar of the same date closes at 11" },
    { ticker: "A", date: "2024-01-08", kind: "volume", detail: "volume is zero" },
    { ticker: "A", date: "2024-01-09", kind: "price", detail: "open is -1, not a price above 0" },
  ]);
  expect((await check("synthetic:tickers=3,years=1")).out).toBe("756 bars of 3 tickers: nothing found\n");
});

test("--fix parts the rows in two files, as pandas reads them, and changes none", async () => {
  const { code, out } = await check("bars.csv", "--fix", "--out", "c.parquet", "--quarantine", "q.parquet", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(out).fix.rows).toEqual({ clean: 3, quarantine: 5 });
  const script = `
import sys, pandas as pd
clean, taken, bars = pd.read_parquet("c.parquet"), pd.read_parquet("q.parquet"), pd.read_csv("bars.csv")
both = pd.concat([clean, taken.drop(columns="kinds")])
text = lambda frame: sorted(frame[list(bars)].assign(date=frame.date.astype(str), volume=frame.volume.astype(float)).astype(str).agg(",".join, axis=1))
bars[["open", "high", "low", "close", "adj_close"]] = bars[["open", "high", "low", "close", "adj_close"]].astype(float)
print(text(both) == text(bars), list(taken.kinds))`;
  const said = execFileSync(venvProgram("python"), ["-c", script], { cwd: folder, encoding: "utf8" });
  expect(said.trim()).toBe("True ['closed_day', 'high_low', 'volume', 'duplicate', 'price']");
  expect((await readPanel(join(folder, "c.parquet"))).rows).toBe(3);
  expect(await readFile(join(folder, "bars.csv"), "utf8")).toBe(BARS);
});

test.each([
  [["--fix"], "--fix, --out and --quarantine go together"],
  [["--quarantine", "q2.parquet"], "--fix, --out and --quarantine go together"],
  [["--out", "findings2.csv"], "this is no name of a Parquet file"],
  [["--fix", "--out", "c2.csv", "--quarantine", "q2.parquet"], "this is no name of a Parquet file"],
  [["--fix", "--out", "c2.parquet", "--quarantine", "./c2.parquet"], "are one file"],
])("%j is refused and writes nothing", async (flags, words) => {
  const { code, err } = await check("bars.csv", ...flags);
  expect(code).toBe(2);
  expect(err).toContain(words);
  expect((await readdir(folder)).filter((name) => name.includes("2."))).toEqual([]);
});

test("the input is never the output", async () => {
  await check("bars.csv", "--fix", "--out", "in.parquet", "--quarantine", "rest.parquet");
  const before = await readFile(join(folder, "in.parquet"));
  for (const [out, quarantine] of [
    ["in.parquet", "q3.parquet"],
    ["c3.parquet", "in.parquet"],
  ] as const) {
    const { code, err } = await check("in.parquet", "--fix", "--out", out, "--quarantine", quarantine);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining("what is read") });
  }
  expect(before.equals(await readFile(join(folder, "in.parquet")))).toBe(true);
});

test("findings of any number are counted and grouped, and --out has them all", async () => {
  const days = Array.from({ length: 20_000 }, (_, k) => new Date(Date.UTC(1960, 0, 1 + k)).toISOString().slice(0, 10));
  const rows = ["A", "B", "C", "D", "E", "F", "G"].flatMap((ticker) =>
    days.map((day) => `${ticker},${day},10,11,9,10,100,`),
  );
  await writeFile(join(folder, "many.csv"), `ticker,date,open,high,low,close,volume,adj_close\n${rows.join("\n")}\n`);
  const { code, out, err } = await check("many.csv", "--json", "--out", "findings.parquet");
  expect({ code, err }).toMatchObject({ code: 0 });
  const { count, grouped, findings } = JSON.parse(out);
  expect(grouped).toBe(true);
  expect(
    findings.find(({ ticker, kind }: { ticker: string; kind: string }) => ticker === "G" && kind === "price"),
  ).toEqual({
    ticker: "G",
    date: "1960-01-01",
    kind: "price",
    detail: "adj_close is missing",
    count: 20_000,
    until: days.at(-1),
  });
  const script = `
import pandas as pd
found = pd.read_parquet("findings.parquet")
print(list(found), len(found), int((found.kind == "price").sum()))`;
  const said = execFileSync(venvProgram("python"), ["-c", script], { cwd: folder, encoding: "utf8" });
  expect(said.trim()).toBe(`['ticker', 'date', 'kind', 'detail'] ${count} 140000`);
  expect(count).toBeGreaterThan(140_000);
  expect((await check("many.csv")).out.length).toBeLessThan(5000);
});

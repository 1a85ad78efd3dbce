import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, expect, test } from "vitest";
import { registerFolds } from "./folds.ts";
import { registerJudge } from "./judge.ts";
import { registerLabels } from "./labels.ts";
import { runCommand } from "./test/runCommand.ts";

const folder = mkdtempSync(join(tmpdir(), "trident-judge-"));
afterAll(() => rmSync(folder, { recursive: true }));

const MARKET = "synthetic:tickers=12,years=2";
const run = (...words: readonly string[]) => runCommand([registerFolds, registerJudge, registerLabels], words, folder);

async function query(text: string): Promise<void> {
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(text);
  connection.closeSync();
}

const brought = (async () => {
  const rule = ["--method", "triple_barrier", "--profit", "0.05", "--stop", "0.08", "--horizon", "10"];
  await run("labels", MARKET, ...rule, "--out", "l.parquet");
  await run("folds", MARKET, "--labels", "l.parquet", "--folds", "3", "--out", "f.parquet");
  const path = (name: string) => `'${join(folder, name)}'`;
  await query(`COPY (SELECT ticker, date, hash(concat(ticker, date)) / 1e19 AS score, CAST(fold AS VARCHAR) AS fold
    FROM ${path("f.parquet")} WHERE side = 'test') TO ${path("p.parquet")}`);
  await query(`COPY (SELECT trial, date, hash(concat(trial, date)) / 1e21 - 0.009 AS ret
    FROM (SELECT DISTINCT date FROM ${path("l.parquet")}), (SELECT unnest(['a', 'b', 'c']) AS trial)) TO ${path("t.csv")}`);
})();

test("predictions in a file are judged: one JSON object of the schema, and one page", async () => {
  await brought;
  const words = ["judge", "p.parquet", "--market", MARKET, "--folds", "f.parquet", "--labels", "l.parquet"];
  const { code, out, err } = await run(...words, "--trial-returns", "t.csv", "--draws", "199", "--out", "d", "--json");
  expect([code, err.match(/trident:.*/)?.[0]]).toEqual([0, undefined]);
  const judged = JSON.parse(out);
  expect(["not real", "not enough data"]).toContain(judged.verdict);
  const of = (id: string) => judged.findings.find((each: { id: string }) => each.id === id);
  expect(of("out_of_sample")).toMatchObject({ passed: true, numbers: { folds: 3, touching: 0, not_tested: 0 } });
  expect(of("deflated_sharpe").numbers.trials).toBe(3);
  expect(of("pbo").value).toBeGreaterThanOrEqual(0);
  expect(of("opponents").rows.map(({ name }: { name: string }) => name)).toContain("SPY");
  expect(JSON.parse(readFileSync(join(folder, "d", "judge.json"), "utf8"))).toEqual(judged);
  const page = readFileSync(join(folder, "d", "judge.html"), "utf8");
  expect(page).toContain(`Verdict: ${judged.verdict}`);
  for (const title of ["Can it be?", "Was it out of sample?", "Does it rank?", "Does it pay?", "Could it be luck?"]) {
    expect(page).toContain(title);
  }
});

test("trades in a file are judged as decisions, and say what cannot be asked of them", async () => {
  await brought;
  const path = (name: string) => `'${join(folder, name)}'`;
  // Each labelled bar of every fifth day is bought at the next open and left at the label's exit, for its return.
  await query(`COPY (SELECT ticker, entry_date, exit_date, ret FROM ${path("l.parquet")}
    WHERE entry_date IS NOT NULL AND dayofyear(date) % 5 = 0) TO ${path("trades.csv")}`);
  const words = ["judge", "trades.csv", "--trades", "--market", MARKET, "--draws", "199"];
  const { code, out, err } = await run(...words, "--out", "t", "--json");
  expect([code, err.match(/trident:.*/)?.[0]]).toEqual([0, undefined]);
  const judged = JSON.parse(out);
  expect(judged.verdict).not.toBe("real");
  const of = (id: string) => judged.findings.find((each: { id: string }) => each.id === id);
  expect(of("trade_returns")).toMatchObject({ kind: "leak", passed: true, value: 0 });
  expect(of("fills").numbers.entered).toBe("open");
  expect(of("out_of_sample").sentence).toContain("Not visible in trades");
  expect(of("rank_ic")).toBeUndefined();
  expect(of("alpha").interval).toHaveLength(2);
  expect(of("stated_returns").numbers.stated).toBeGreaterThan(-0.05);
  expect(readFileSync(join(folder, "t", "judge.html"), "utf8")).toContain(
    `${judged.predictions.toLocaleString("en-US")} trades of`,
  );
  const both = await run(...words, "--folds", "f.parquet");
  expect([both.code, both.err]).toEqual([2, expect.stringContaining("--folds goes with scores, not with --trades")]);
  // A tenth more than it was is more than some bars allow.
  await query(
    `COPY (SELECT ticker, entry_date, exit_date, ret + 0.1 AS ret FROM ${path("trades.csv")}) TO ${path("more.csv")}`,
  );
  const more = await run("judge", "more.csv", "--trades", "--market", MARKET, "--draws", "199", "--json");
  expect(JSON.parse(more.out)).toMatchObject({
    verdict: "not real",
    sentence: expect.stringContaining("than their bars allow"),
  });
});

test("what cannot be judged ends with 1 and says where and why", async () => {
  await brought;
  const wrong = async (text: string, file = "wrong.csv") => {
    writeFileSync(join(folder, file), text);
    const { code, err } = await run("judge", file, "--market", MARKET);
    return [code, err.split("\n").findLast((line) => line.startsWith("trident:"))];
  };
  const line = (what: string) => [1, expect.stringContaining(what)];
  expect(await wrong("ticker,date\nX,2024-01-02\n")).toEqual(line("score"));
  expect(await wrong("ticker,date,score\nX,2024-01-02,1\n")).toEqual(line("none of the predictions belongs to a bar"));
  expect(await wrong("ticker,date,score\nX,02/01/2024,1\n")).toEqual(line("date is '02/01/2024', not a date"));
  expect(await wrong("ticker,date,score\nX,20240102,1\n")).toEqual(line("date is '20240102', not a date"));
  expect((await run("judge", "nowhere.csv", "--market", MARKET)).code).toBe(2);
  expect(existsSync(join(folder, "judge.html"))).toBe(false);
});

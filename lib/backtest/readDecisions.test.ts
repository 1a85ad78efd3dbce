import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseIsoDate } from "trident-base";
import { afterAll, expect, test } from "vitest";
import { readDecisions } from "./readDecisions.ts";

const folder = mkdtempSync(join(tmpdir(), "trident-decisions-"));
afterAll(() => rmSync(folder, { recursive: true }));

function csv(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test("reads decisions by column name", async () => {
  const file = csv("a.csv", "date,ticker,stop,score,profit,horizon,more\n2024-03-04,KO,0.08,1.5,0.05,10,x\n");
  expect(await readDecisions(file)).toEqual({
    ticker: ["KO"],
    date: [parseIsoDate("2024-03-04")],
    score: [1.5],
    profit: [0.05],
    stop: [0.08],
    horizon: [10],
  });
});

test("says what is wrong with a file", async () => {
  const head = "ticker,date,score,profit,stop,horizon\n";
  await expect(readDecisions(join(folder, "none.parquet"))).rejects.toThrow(/no such file \(.*none.parquet\)/);
  await expect(readDecisions(csv("b.txt", head))).rejects.toThrow(/neither a Parquet nor a CSV/);
  await expect(readDecisions(csv("c.csv", "ticker,date\nKO,2024-01-02\n"))).rejects.toThrow(
    /columns score, profit, stop, horizon missing .*; this file has ticker, date\.$/,
  );
  await expect(readDecisions(csv("d.csv", `${head}KO,2024-01-02,1,0.1,,3\n`))).rejects.toThrow(/column stop has a row/);
  const read = (text: string) => expect(readDecisions(csv("e.csv", text))).rejects;
  await read("").toThrow(/the file is empty/);
  for (const date of [
    "yesterday",
    "01/02/2024",
    "02-01-24",
    "2024-1-2",
    "2024-01-02 16:00:00",
    "2024-01-02T23:00:00-05:00",
  ]) {
    await read(`${head}KO,${date},1,0.1,0.1,3\n`).toThrow(new RegExp(`date ${date} is not YYYY-MM-DD`));
  }
  await read(`${head}KO,2024-02-30,1,0.1,0.1,3\n`).toThrow(/2024-02-30/);
  await read(`score,${head}9,KO,2024-01-02,1,0.1,0.1,3\n`).toThrow(/columns 'score' and 'score' are both score/);
  await read(`${head.replaceAll(",", ";")}KO;2024-01-02;1;0,1;0,1;3\n`).toThrow(/comma-separated/);
  await read(`${head}KO,2024-01-02,good,0.1,0.1,3\n`).toThrow(/^the decisions cannot be read: [^:]*'good'/);
  await read(`${head}KO,2024-01-02\n`).toThrow(/cannot be read/);
});

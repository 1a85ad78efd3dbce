import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, expect, test } from "vitest";
import { combinatorialPurgedKFold, purgedKFold, readFolds, walkForward } from "../cv/index.ts";
import { labelPanel } from "../labels/index.ts";
import { readPanel } from "../market/index.ts";
import { registerFolds } from "./folds.ts";
import { registerLabels } from "./labels.ts";
import { runCommand } from "./test/runCommand.ts";

const folder = mkdtempSync(join(tmpdir(), "trident-folds-"));
afterAll(() => rmSync(folder, { recursive: true }));

const MARKET = "synthetic:tickers=4,years=2";
const run = (...words: readonly string[]) => runCommand([registerFolds, registerLabels], words, folder);
const labelled = run(
  ...["labels", MARKET, "--method", "triple_barrier", "--profit", "0.05", "--stop", "0.08", "--horizon", "10"],
  ...["--out", "l.parquet"],
);

async function query(text: string): Promise<readonly Record<string, unknown>[]> {
  const connection = await (await DuckDBInstance.create()).connect();
  const rows = (await connection.runAndReadAll(text)).getRowObjectsJS();
  connection.closeSync();
  return rows;
}

test("the file has the folds that the library makes of the same labels", async () => {
  expect((await labelled).code).toBe(0);
  const panel = await readPanel(MARKET);
  const labels = labelPanel(panel, { method: "triple_barrier", profit: 0.05, stop: 0.08, horizon: 10 });
  const schemes = {
    purged: purgedKFold(labels, { folds: 3, embargo: 0.02 }),
    "walk-forward": walkForward(labels, { folds: 3 }),
    combinatorial: combinatorialPurgedKFold(labels, { groups: 3, embargo: 0.02 }).folds,
  };
  for (const [scheme, folds] of Object.entries(schemes)) {
    const words = ["folds", MARKET, "--labels", "l.parquet", "--folds", "3", "--embargo", "0.02", "--scheme", scheme];
    const { code, out } = await run(...words, "--out", "f.parquet", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ scheme, folds: 3, strange: 0 });
    const read = await readFolds(panel, join(folder, "f.parquet"));
    expect(read.map(({ name }) => name)).toEqual(["1", "2", "3"]);
    for (const [k, { train, test: tested }] of folds.entries()) {
      expect([...read[k]!.train]).toEqual([...train]);
      expect([...read[k]!.test]).toEqual([...tested]);
    }
  }
});

test("no training label of the file was made in the sessions of its fold's test labels", async () => {
  await labelled;
  await run("folds", MARKET, "--labels", "l.parquet", "--out", "q.parquet");
  const [found] = await query(`
    WITH f AS (SELECT * FROM '${join(folder, "q.parquet")}' JOIN '${join(folder, "l.parquet")}' USING (ticker, date)),
      t AS (SELECT fold, min(date) AS first, max(exit_date) AS last FROM f WHERE side = 'test' GROUP BY fold)
    SELECT count(*)::INT AS train, count(*) FILTER (date <= last AND exit_date >= first)::INT AS touching
    FROM f JOIN t USING (fold) WHERE side = 'train'`);
  expect(found!.train).toBeGreaterThan(1000);
  expect(found!.touching).toBe(0);
});

test("what cannot be split is refused in a line, with the reason", async () => {
  await labelled;
  const words = ["folds", MARKET, "--labels", "l.parquet", "--out", "r.parquet"];
  expect((await run(...words, "--scheme", "random")).err).toContain("--scheme is 'random'");
  expect((await run(...words, "--embargo", "2")).err).toContain("--embargo is '2': give a share");
  await query(`COPY (SELECT 'X' AS ticker, date, exit_date FROM '${join(folder, "l.parquet")}' LIMIT 9)
    TO '${join(folder, "other.csv")}'`);
  expect((await run("folds", MARKET, "--labels", "other.csv", "--out", "r.parquet")).err).toContain(
    "none of the labels",
  );
  await query(`COPY (SELECT ticker, date, exit_date, 'x' AS ret FROM '${join(folder, "l.parquet")}' LIMIT 9)
    TO '${join(folder, "few.csv")}'`);
  expect((await run("folds", MARKET, "--labels", "few.csv", "--out", "r.parquet")).err).toContain(
    "no training rows left",
  );
  await query(`COPY (SELECT ticker, date, 'soon' AS exit_date FROM '${join(folder, "l.parquet")}' LIMIT 9)
    TO '${join(folder, "soon.csv")}'`);
  expect((await run("folds", MARKET, "--labels", "soon.csv", "--out", "r.parquet")).err).toContain(
    "exit_date is 'soon', not a date",
  );
});

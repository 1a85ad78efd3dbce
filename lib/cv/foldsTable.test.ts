import { expect, test } from "vitest";
import { labelPanel } from "../labels/index.ts";
import { readPanel } from "../market/index.ts";
import { foldsTable } from "./foldsTable.ts";
import { purgedKFold } from "./purgedKFold.ts";

test("folds are told by counts and dates, not as objects", async () => {
  const panel = await readPanel("synthetic:tickers=5,years=2");
  const labels = labelPanel(panel, { method: "triple_barrier", profit: 0.05, stop: 0.08, horizon: 10 });
  const folds = purgedKFold(labels);
  const { columns } = foldsTable(folds);
  const cells = Object.fromEntries(columns.map(({ name, value }) => [name, folds.map((_, k) => value(k))]));
  expect(cells["train rows"]).toEqual(folds.map(({ train }) => train.length));
  expect(cells["test rows"]).toEqual(folds.map(({ test: rows }) => rows.length));
  expect(Object.keys(cells)).toEqual(expect.arrayContaining(["fold", "test from", "test to", "purged", "embargoed"]));
});

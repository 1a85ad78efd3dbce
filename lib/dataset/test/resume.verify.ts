import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildDataset } from "../index.ts";
import { hashesOf, killedDataset } from "./killedDataset.ts";

const MARKET = "synthetic:tickers=300,years=4,seed=4";

test("killed in each of the six steps, and twice within the features, a dataset ends with the same bytes", {
  timeout: 600_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), "dataset-killed-"));
  try {
    const options = { partBars: 50_000, csv: true };
    await buildDataset(MARKET, { ...options, out: join(folder, "whole") });
    const kills = await killedDataset(MARKET, { ...options, out: join(folder, "killed") }, [
      /1-universe/,
      /2-bars/,
      /3-features.*\.0001\.parquet\./,
      /3-features.*000[2-6]\.parquet\.json$/,
      /4-labels/,
      /5-context/,
      /5-statistics/,
      /\.dataset\.parquet\./,
      /\.training_data_ultimate\.csv\./,
      /\.manifest\.json\./,
    ]);
    console.log(`${kills} of 10 kills fell before the end`);
    expect(kills).toBeGreaterThanOrEqual(8);
    expect(await hashesOf(join(folder, "killed"))).toEqual(await hashesOf(join(folder, "whole")));
  } finally {
    await rm(folder, { recursive: true });
  }
});

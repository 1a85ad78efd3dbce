import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { venvProgram } from "trident-base/project";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findMarketSeries } from "./marketSeries.ts";
import { openPanel } from "./openPanel.ts";
import { readPanel } from "./read.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trident-files-"));
});
afterAll(() => rm(folder, { recursive: true }));

const HEADER = "ticker,date,open,high,low,close,volume\n";
const barsOf = (ticker: string): string => `${HEADER}${ticker},2024-01-02,1,2,1,2,10\n`;

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

/** The tickers, by the reader of `features` and by that of `dataset`. */
async function tickersOf(name: string): Promise<readonly string[]> {
  const { tickers } = await readPanel(join(folder, name));
  const opened = await openPanel(join(folder, name));
  expect(opened.tickers.map(({ ticker }) => ticker)).toEqual(tickers);
  return tickers;
}

/** pandas and pyarrow write as other people's files are written. */
function python(script: string): void {
  const { status, stderr } = spawnSync(venvProgram("python"), ["-c", script], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}

test("closes of SPY and the VIX in a folder are no bars of it; with all columns of bars, or of another name, they are", async () => {
  const closes = "date,close\n2024-01-02,400\n";
  await write("market/a.csv", barsOf("A"));
  await write("market/spy.csv", closes);
  await write("market/vix.csv", closes);
  expect(await tickersOf("market")).toEqual(["A"]);
  const found = await findMarketSeries("spy", join(folder, "market"));
  expect([found.origin, found.closes?.close[0]]).toEqual(["spy.csv", 400]);
  await write("market/spy.csv", barsOf("SPY"));
  expect(await tickersOf("market")).toEqual(["A", "SPY"]);
  await write("market/dia.csv", closes);
  await expect(tickersOf("market")).rejects.toThrow(/columns ticker, open, high, low, volume missing .*dia\.csv/);
  await rm(join(folder, "market/dia.csv"));
  await write("market/spy.csv", "closes\n");
  await expect(tickersOf("market")).rejects.toThrow(/missing .*spy\.csv/);
});

test("nested folders, gzip and .pq: every file is read", async () => {
  await write("all/a.csv", barsOf("A"));
  await write("all/more/b.csv", barsOf("B"));
  await write("all/more/deep/c.csv.gz", gzipSync(barsOf("C")));
  await write("all/packed.csv", gzipSync(barsOf("D")));
  await write("all/README.md", "# bars");
  await write("all/a.csv.manifest.json", JSON.stringify({ bias: "by hand", file: { bytes: 0 } }));
  await write("all/_SUCCESS", "");
  await write("all/_temporary/e.csv", barsOf("E"));
  await write("all/bars.answers/chart-A.json", "{}");
  await symlink(join(folder, "all"), join(folder, "all/more/round"));
  python(
    "import pandas as pd; pd.DataFrame(dict(ticker=['Q'], date=['2024-01-02'], open=[1.], high=[2.], low=[1.], close=[2.], volume=[10])).to_parquet('all/q.pq')",
  );
  expect(await tickersOf("all")).toEqual(["A", "B", "C", "D", "Q"]);
  const { files } = await openPanel(join(folder, "all"));
  expect(files.map(({ name }) => name)).toEqual(["a.csv", "more/b.csv", "more/deep/c.csv.gz", "packed.csv", "q.pq"]);
});

test.each(["b.tsv", "b.csv.zip", "b.feather", "b.xlsx", "b.csv.bz2", "b.txt", "more/b.orc", "b"])(
  "%s of a folder is refused by name",
  async (name) => {
    const place = `refused ${name.replace("/", " ")}`;
    await write(`${place}/a.csv`, barsOf("A"));
    await write(`${place}/${name}`, "bars?");
    for (const read of [readPanel, openPanel]) {
      await expect(read(join(folder, place))).rejects.toThrow(join(folder, place, name));
    }
  },
);

test("Hive folders: what the path names and the file lacks", async () => {
  python(`
import pandas as pd
frame = pd.DataFrame(dict(ticker=["A", "A", "BRK/B"], date=pd.to_datetime(["2024-01-02", "2024-01-03", "2024-01-02"]), open=1., high=2., low=1., close=2., volume=10))
frame.to_parquet("hive", partition_cols=["ticker"])
frame.assign(year=2024).to_parquet("years", partition_cols=["year", "ticker"])`);
  expect(await tickersOf("hive")).toEqual(["A", "BRK/B"]);
  expect(await tickersOf("years")).toEqual(["A", "BRK/B"]);
  expect((await readPanel(join(folder, "hive"))).rows).toBe(3);
  // What the file says itself counts.
  await write("own/ticker=X/a.csv", barsOf("A"));
  expect(await tickersOf("own")).toEqual(["A"]);
});

test("parts without rows, as Spark writes them, are read as none", async () => {
  python(`
import pandas as pd
frame = pd.DataFrame(dict(ticker=["A"], date=["2024-01-02"], open=[1.], high=[2.], low=[1.], close=[2.], volume=[10]))
import os
os.makedirs("spark")
frame.to_parquet("spark/part-00000.snappy.parquet")
frame.iloc[:0].to_parquet("spark/part-00001.snappy.parquet")`);
  await write("spark/_SUCCESS", "");
  await write("spark/.part-00000.snappy.parquet.crc", "x");
  expect(await tickersOf("spark")).toEqual(["A"]);
  await write("empty/a.csv", HEADER);
  await write("empty/b.csv", HEADER);
  await expect(readPanel(join(folder, "empty"))).rejects.toThrow("the files have no bars");
});

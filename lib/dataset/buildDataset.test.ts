import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseIsoDate } from "trident-base";
import { venvProgram } from "trident-base/project";
import { afterAll, beforeAll, expect, test } from "vitest";
import { engineerFeatures } from "../features/index.ts";
import { type FileColumn, hashFile, writeParquet } from "../files/index.ts";
import { labelPanel } from "../labels/index.ts";
import {
  openPanel,
  panelBefore,
  panelColumns,
  readPanel,
  selectTickers,
  writePanel,
  writePanelManifest,
} from "../market/index.ts";
import { buildDataset } from "./buildDataset.ts";
import { DATASET_COLUMNS } from "./manifest.ts";
import { hashesOf, killedDataset, manifestOf } from "./test/killedDataset.ts";

const python = venvProgram("python");
const MARKET = "synthetic:tickers=20,years=2";
/** Five parts, and one thread, so that no test waits for others to start. */
const options = { partBars: 2_500, threads: 1, csv: true };
let folder: string;
let whole: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dataset-"));
  whole = join(folder, "whole");
  await buildDataset(MARKET, { ...options, out: whole });
});
afterAll(() => rm(folder, { recursive: true }));

/** What pandas reads of a file, by an expression of `d`. */
function pandas(file: string, expression: string): unknown {
  const program = `import sys, json, pandas as pd, numpy as np\nd = pd.read_parquet(sys.argv[1])\nprint(json.dumps(${expression}))`;
  return JSON.parse(execFileSync(python, ["-c", program, file], { encoding: "utf8", maxBuffer: 1e8 }));
}

test("rows, columns and values are those of features, context and labels; short tickers are named", async () => {
  const market = await readPanel(MARKET);
  const kept = market.tickers.filter((_, t) => market.offsets[t + 1]! - market.offsets[t]! >= 100);
  const panel = selectTickers(market, kept);
  const file = join(whole, "dataset.parquet");
  const labels = labelPanel(panel, { method: "triple_barrier", profit: 0.05, stop: 0.08, horizon: 10 });
  const { values, stride, names } = await engineerFeatures(panel);
  const feature = (name: string) => {
    const from = names.indexOf(name) * stride;
    return Array.from(values.subarray(from, from + panel.rows), (value) => (Number.isNaN(value) ? null : value));
  };
  const list = (name: string) => `[None if np.isnan(x) else float(x) for x in d.${name}]`;
  const read = `[list(d.columns), len(d), sorted(set(d.ticker)), str(d.date.min()), ${list("label")}, ${list("rsi_14")}, ${list("kurtosis_20")}]`;
  expect(pandas(file, read)).toEqual([
    ...[DATASET_COLUMNS, panel.rows, kept, "2022-12-29"],
    Array.from(labels.label, (label, row) => (labels.known[row] === 1 ? label : null)),
    ...[feature("rsi_14"), feature("kurtosis_20")],
  ]);
  expect(await manifestOf(whole)).toMatchObject({
    rows: panel.rows,
    tickers: 19,
    dropped: [{ ticker: "S0016", bars: 82, why: "under 100 bars" }],
    labels: { origin: "default, not searched", parameters: { profit: 0.05 } },
    bias: "none known, delisted tickers are in it",
    outputs: { "dataset.parquet": await hashFile(file) },
  });
  const csv = (await readFile(join(whole, "training_data_ultimate.csv"), "utf8")).trimEnd().split("\n");
  expect([csv[0], csv.length]).toEqual([DATASET_COLUMNS.join(","), panel.rows + 1]);
});

test("shards and a merge make the same bytes as one go, and a merge says what is missing", async () => {
  const out = join(folder, "shards");
  await buildDataset(MARKET, { ...options, out, shard: { number: 2, of: 2 } });
  await expect(buildDataset(MARKET, { ...options, out, merge: true })).rejects.toThrow(
    /3 of 5 parts are not made, the first is 1/,
  );
  const { manifest, parts } = await buildDataset(MARKET, { ...options, out, shard: { number: 1, of: 2 } });
  expect([manifest, parts]).toEqual([null, [3, 5]]);
  await buildDataset(MARKET, { ...options, out, merge: true });
  expect(await hashesOf(out)).toEqual(await hashesOf(whole));
});

test("killed while bars are read, features made and files joined: the same bytes, and nothing left over", async () => {
  const out = join(folder, "killed");
  const kills = await killedDataset(MARKET, { ...options, out }, [
    ...[/2-bars.*0003\.json\.json$/, /3-features.*0002\.parquet/, /\.dataset\.parquet\./],
  ]);
  expect(kills).toBeGreaterThanOrEqual(2);
  expect(await hashesOf(out)).toEqual(await hashesOf(whole));
});

test("a build that is stopped while bars are read goes on with the next range, and reads no bar twice", async () => {
  const [out, again] = [join(folder, "stopped"), join(folder, "stopped-again")];
  const source = join(folder, "stopped.parquet");
  await writePanel(source, await readPanel(MARKET));
  const stop = new Error("stopped");
  const read: string[] = [];
  const stopAt =
    (pattern: RegExp) =>
    (_: number, __: number, note = "") => {
      read.push(note);
      if (pattern.test(note)) throw stop;
    };
  const stopped = buildDataset(source, { ...options, out, onProgress: stopAt(/^bars S0009 to/) });
  await expect(stopped).rejects.toThrow("stopped");
  const before = read.splice(0).length;
  await buildDataset(source, { ...options, out, onProgress: (_, __, note = "") => read.push(note) });
  expect(before).toBeGreaterThan(1);
  expect(read.filter((note) => /^bars .*, as they are$/.test(note))).toHaveLength(before);
  await buildDataset(source, { ...options, out: again });
  expect(await hashesOf(out)).toEqual(await hashesOf(again));
});

test("threads that write bars while others are read make the same bytes, killed or not, and tell the first fault", async () => {
  const out = join(folder, "threads");
  const kills = await killedDataset(MARKET, { ...options, threads: 3, out }, [/2-panel.*0003\.parquet$/]);
  expect([kills, await hashesOf(out)]).toEqual([1, await hashesOf(whole)]);
  const panel = await readPanel(MARKET);
  const source = join(folder, "faults.parquet");
  const close = panel.close.slice();
  // Of the second range and of the third, which is read at the same time.
  for (const ticker of ["S0006", "S0011"]) close[panel.offsets[panel.tickers.indexOf(ticker)]! + 7] = 0;
  await writeParquet(
    source,
    panelColumns(panel).map((column) =>
      column.name === "close" ? ({ ...column, values: close } as FileColumn) : column,
    ),
    panel.rows,
  );
  const ranges: string[] = [];
  const build = buildDataset(source, {
    ...{ ...options, threads: 3, out: join(folder, "faults") },
    onProgress: (_, __, note = "") => ranges.push(note),
  });
  await expect(build).rejects.toMatchObject({ name: "PanelError", where: [source, "S0006", expect.any(String)] });
  expect(ranges.filter((note) => note.startsWith("bars S0006"))).toEqual([]);
});

test("files in no order of tickers are gone over a few times, not once a range, and make the same dataset", async () => {
  const panel = await readPanel(MARKET);
  const ordered = join(folder, "ordered.parquet");
  await writePanel(ordered, panel);
  const days = join(folder, "days");
  const program = `import sys, pandas as pd
d = pd.read_parquet(sys.argv[1])
for k, (_, part) in enumerate(d.sort_values(["date", "ticker"]).groupby(pd.to_datetime(d.date).dt.to_period("Q"))):
    part.to_csv(f"{sys.argv[2]}/{k:03}.csv", index=False)`;
  await mkdir(days);
  execFileSync(python, ["-c", program, ordered, days]);
  const source = await openPanel(days);
  const ranges = source.tickers.map(({ ticker }) => ({ first: ticker, last: ticker }));
  expect(source.passes(ranges)).toBeGreaterThan(10);
  const [a, b] = [join(folder, "from-one"), join(folder, "from-days")];
  await buildDataset(ordered, { ...options, out: a, partBars: 1000 });
  const { manifest } = await buildDataset(days, { ...options, out: b, partBars: 1000 });
  for (const name of ["dataset.parquet", "statistics.parquet", "bars.parquet", "calendar.json"]) {
    expect(await hashFile(join(b, name))).toEqual(await hashFile(join(a, name)));
  }
  expect(manifest?.reordered).toBe(true);
  // What is wrong is told of the file that it stands in, not of the sorted copy.
  await writeFile(
    join(days, "999.csv"),
    "ticker,date,open,high,low,close,volume,adj_close\nS0005,2024-06-03,1,1,2,1,1,1\n",
  );
  await expect(buildDataset(days, { ...options, out: b, partBars: 1000 })).rejects.toThrow(/999\.csv/);
});

test("what is there stays, what is damaged is made again, and other labels leave the features", async () => {
  const out = join(folder, "again");
  await buildDataset(MARKET, { ...options, out });
  const features = join(out, "steps", "3-features", "0001.parquet");
  const damaged = join(out, "steps", "3-features", "0002.parquet");
  await utimes(features, 1, 1);
  await truncate(damaged, 1000);
  await buildDataset(MARKET, { ...options, out });
  expect([(await stat(features)).mtimeMs, await hashesOf(out)]).toEqual([1000, await hashesOf(whole)]);
  await buildDataset(MARKET, {
    ...options,
    out,
    csv: false,
    labels: { options: { method: "simple", profit: 0.1, stop: 0.05, horizon: 3 }, origin: "by hand" },
  });
  const manifest = await manifestOf(out);
  expect([(await stat(features)).mtimeMs, manifest.labels]).toMatchObject([1000, { origin: "by hand" }]);
  expect(Object.keys(manifest.outputs as object)).toEqual([
    "dataset.parquet",
    "statistics.parquet",
    "bars.parquet",
    "calendar.json",
  ]);
});

test("cutting the future changes no earlier row of what a decision sees", async () => {
  const panel = await readPanel(MARKET);
  await writePanel(join(folder, "bars.parquet"), panel);
  await writePanel(
    join(folder, "cut.parquet"),
    panelBefore(panel, panel.calendar.indexOf(parseIsoDate("2024-06-03")) + 1),
  );
  await writeFile(join(folder, "spy.csv"), closes("SPY"));
  const context = { spy: join(folder, "spy.csv"), vix: join(folder, "vix.csv") };
  await writeFile(context.vix, closes("VIX"));
  for (const name of ["bars", "cut"]) {
    await buildDataset(join(folder, `${name}.parquet`), { out: join(folder, name), threads: 1, context });
  }
  const compare = `
import sys, json, pandas as pd
a, b = [pd.read_parquet(f) for f in sys.argv[1:3]]
a = a[pd.to_datetime(a.date) <= "2024-06-03"]
# A ticker that has too few bars before the cut is not in the second.
a = a[a.ticker.isin(set(b.ticker))].reset_index(drop=True)
seen = list(a.columns[:76])
# Labels that ended before the cut were known then; of those told apart by what came later, delistings, there are few.
known = b.label.notna() & (b.delisted == a.delisted)
told = ["label", "entry_date", "exit_date", "ret"]
print(json.dumps([len(b), a[seen].equals(b[seen]), bool((a[told][known].fillna(0) == b[told][known].fillna(0)).all().all()), int(known.sum())]))`;
  const files = ["bars", "cut"].map((name) => join(folder, name, "dataset.parquet"));
  const [rows, inputs, labels, known] = JSON.parse(
    execFileSync(python, ["-c", compare, ...files], { encoding: "utf8" }),
  );
  expect([inputs, labels]).toEqual([true, true]);
  expect(known).toBeGreaterThan(0.9 * rows);
});

test("a row counts from the day its ticker joined; its features look back further, its label may end later", async () => {
  const [all, some] = [join(folder, "all.parquet"), join(folder, "some.parquet")];
  const panel = await readPanel("synthetic:tickers=4,years=2,seed=3");
  for (const file of [all, some]) await writePanel(file, panel);
  const days = (since: string | null, until: string | null) => [{ since, until }];
  await writePanelManifest(some, {
    bias: "made for a test",
    tickers: [
      { ticker: "S0002", memberships: days("2023-11-15", "2024-03-15") },
      { ticker: "S0003", memberships: days(null, "2023-06-01") },
      { ticker: "S0004", memberships: days("2030-01-01", null) },
    ],
  });
  // A part a ticker: one of them ends without a row.
  for (const file of [all, some]) await buildDataset(file, { out: file.slice(0, -8), threads: 1, partBars: 100 });
  const program = fileURLToPath(new URL("./test/membership.py", import.meta.url));
  const folders = [all, some].map((file) => file.slice(0, -8));
  const [same, rows, left, first, lookedBack, last, endsLater, statistics] = JSON.parse(
    execFileSync(python, [program, ...folders], { encoding: "utf8" }),
  );
  expect([same, first, lookedBack, last, endsLater, statistics]).toEqual([
    ...[true, "2023-11-15", true, "2024-03-14", true, true],
  ]);
  expect(await manifestOf(folders[1]!)).toMatchObject({
    rows,
    tickers: 3,
    bias: "made for a test",
    membership: "by date",
    dropped: [{ ticker: "S0004", bars: left.S0004, why: "no bar as a member: member from 2030-01-01" }],
    leftOut: [
      { ticker: "S0002", rows: left.S0002, why: "member from 2023-11-15 until 2024-03-15" },
      { ticker: "S0003", rows: left.S0003, why: "member until 2023-06-01" },
    ],
  });
  expect(await manifestOf(folders[0]!)).toMatchObject({
    bias: "not known, assume survivorship and hindsight",
    membership: "not known by date: every row counts",
    leftOut: [],
  });
  // With another manifest the same bars make another dataset.
  const never = [{ ticker: "S0001", memberships: days("2030-01-01", null) }];
  await writePanelManifest(some, { bias: "another", tickers: never });
  const { manifest } = await buildDataset(some, { out: folders[1]!, threads: 1, partBars: 100 });
  expect([manifest?.bias, manifest?.dropped.map(({ ticker }) => ticker)]).toEqual(["another", ["S0001"]]);
  const nobody = panel.tickers.map((ticker) => ({ ticker, memberships: days("2030-01-01", null) }));
  await writePanelManifest(some, { bias: "nobody", tickers: nobody });
  await expect(buildDataset(some, { out: folders[1]!, threads: 1 })).rejects.toThrow(/no ticker was a member/);
});

test.each([
  [{ shard: { number: 3, of: 2 } }, /shard 3\/2 is none/],
  [{ shard: { number: 1, of: 2 }, merge: true }, /a shard and a merge are two calls/],
])("%j is refused", async (wrong, message) => {
  await expect(buildDataset(MARKET, { out: join(folder, "none"), ...wrong })).rejects.toThrow(message);
});

test("a panel of short tickers is refused", async () => {
  await expect(buildDataset("synthetic:tickers=2,years=0.3", { out: join(folder, "none") })).rejects.toThrow(
    /no ticker has 100 bars/,
  );
});

/** A series of closes that goes up and down, on every day. */
function closes(ticker: string): string {
  const lines = Array.from({ length: 900 }, (_, k) => {
    const date = new Date(Date.UTC(2022, 10, 1 + k)).toISOString().slice(0, 10);
    return `${ticker},${date},${(25 + 5 * Math.sin(k / 9)).toFixed(2)}`;
  });
  return ["ticker,date,close", ...lines].join("\n");
}

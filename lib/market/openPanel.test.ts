import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withDuckDB } from "../files/index.ts";
import { countBars } from "./countBars.ts";
import { openPanel } from "./openPanel.ts";
import type { Panel } from "./panel.ts";
import { readPanel } from "./read.ts";
import { selectTickers } from "./select.ts";
import { writePanel } from "./writePanel.ts";

const MARKET = "synthetic:tickers=9,years=2,seed=3";
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "open-panel-"));
  await writePanel(join(folder, "bars.parquet"), await readPanel(MARKET));
});
afterAll(() => rm(folder, { recursive: true }));

const columns = ({ tickers, offsets, date, session, open, close, adjClose, volume, calendar }: Panel) => ({
  ...{ tickers, offsets, date, session, open, close, adjClose, volume, calendar },
});

test.each([[MARKET], ["bars.parquet"]])("%s: ranges of tickers are the whole panel's parts", async (name) => {
  const source = name === MARKET ? name : join(folder, name);
  const whole = await readPanel(source);
  const panel = await openPanel(source);
  expect(panel.tickers.map(({ ticker }) => ticker)).toEqual(whole.tickers);
  expect(panel.tickers.map(({ bars }) => bars)).toEqual(
    whole.tickers.map((_, t) => whole.offsets[t + 1]! - whole.offsets[t]!),
  );
  expect(panel.calendar).toEqual(whole.calendar);
  expect(panel.adjustment).toBe(whole.origin.adjustment);
  for (const [from, to] of [
    [0, 0],
    [3, 6],
    [0, 8],
  ] as const) {
    const part = await panel.read(whole.tickers[from]!, whole.tickers[to]!);
    expect(columns(part)).toEqual(columns(selectTickers(whole, whole.tickers.slice(from, to + 1))));
  }
});

test("bars of nulls, numbers as tickers and rows in disorder over several files", async () => {
  const many = join(folder, "many");
  const head = "ticker,date,open,high,low,close,volume\n";
  await mkdir(many);
  await writeFile(join(many, "1.csv"), `${head}20,2024-03-06,2,2,2,2,5\n10,2024-03-05,1,1,1,1,5\n`);
  await writeFile(join(many, "2.csv"), `${head}20,2024-03-05,2,2,2,2,5\n10,2024-03-08,,,,,\n30,2024-03-07,,,,,\n`);
  const panel = await openPanel(many);
  expect(panel.tickers).toEqual([
    { ticker: "10", bars: 1 },
    { ticker: "20", bars: 2 },
  ]);
  expect([[...panel.calendar], panel.missingSessions, panel.adjustment]).toEqual([[19787, 19788], 2, "as given"]);
  const part = await panel.read("20", "20");
  expect([[...part.session], part.origin.reordered]).toEqual([[0, 1], true]);
  expect(panel.files.map(({ name }) => name)).toEqual(["1.csv", "2.csv"]);
});

test.each([
  ["ticker,date,open,high,low,close,volume\n,2024-03-06,2,2,2,2,5\n", /ticker is missing/],
  ["ticker,date,open,high,low,close,volume\nKO,2024-03-06,2,x,2,2,5\n", /column high holds 'x'.*KO/],
  ["ticker,date,open,high,low,close,volume\nKO,2024-03-36,2,2,2,2,5\n", /column date holds '2024-03-36'/],
  ["ticker,date,open,high,low,close,volume\nKO,2024-03-06,,,,,5\n", /there are no bars/],
])("what is wrong with a file is said when it is opened: %j", async (text, message) => {
  const file = join(folder, "bad.csv");
  await writeFile(file, text);
  await expect(openPanel(file)).rejects.toThrow(message);
});

test("many files are counted as one by one: order, row groups, and which of them is at fault", async () => {
  const many = join(folder, "counted");
  await mkdir(many);
  const whole = await readPanel(MARKET);
  // The names say which characters of a path are no wildcards.
  const pathOf = (ticker: string) => join(many, `${ticker}[1]*.parquet`);
  for (const ticker of whole.tickers) await writePanel(pathOf(ticker), selectTickers(whole, [ticker]));
  const head = "Ticker,Date,Open,High,Low,Close,Volume,Adj Close\n";
  const csv = join(many, "T.csv");
  await writeFile(csv, `${head}T,2023-03-06,2,2,2,2,5,2\nT,2023-03-07,,,,,,\nT,2023-03-08,2,2,2,2,5,2\n`);
  const counted = async (files: readonly string[]) =>
    withDuckDB(async (connection) => (await countBars(connection, files)).contents);
  const files = [...whole.tickers.map(pathOf), csv];
  const together = await counted(files);
  const alone = [];
  for (const file of files) alone.push(...(await counted([file])));
  expect(together).toEqual(alone);
  expect(together.map(({ blocks }) => blocks.length)).toEqual(files.map(() => 1));
  const panel = await openPanel(many);
  expect([panel.reordered, panel.missingSessions, panel.tickers.at(-1)]).toEqual([false, 1, { ticker: "T", bars: 2 }]);
  await writeFile(csv, `${head}T,2023-03-08,2,2,2,2,5,2\nT,2023-03-06,2,2,2,2,5,2\n`);
  expect((await counted(files)).map(({ reordered }) => reordered)).toEqual(files.map((file) => file === csv));
  await writeFile(csv, `${head}T,2023-03-08,2,2,x,2,5,2\n`);
  await expect(openPanel(many)).rejects.toMatchObject({ name: "PanelError", where: [csv, "T", "2023-03-08"] });
});

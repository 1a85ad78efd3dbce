import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isoDate, parseIsoDate } from "trident-base";
import { venvProgram } from "trident-base/project";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CONTEXT_COLUMNS, contextRows, findMarketContext, marketContext } from "./context.ts";
import { createPanel } from "./panel.ts";
import { readPanel } from "./read.ts";
import { syntheticMarket } from "./synthetic.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "context-"));
});
afterAll(() => rm(folder, { recursive: true }));

const days = (...dates: readonly string[]) => Int32Array.from(dates, parseIsoDate);

test("the VIX is that of SPY's session before, its rows on holidays are passed over, and nothing is made up", () => {
  const spy = {
    date: days("2023-12-28", "2023-12-29", "2024-01-02", "2024-01-03", "2024-01-04"),
    close: Float64Array.of(100, 101, 102, 110, 101),
  };
  // A row on New Year's Day, a Monday, and none on January 2nd.
  const vix = {
    date: days("2023-12-28", "2023-12-29", "2024-01-01", "2024-01-03", "2024-01-04"),
    close: Float64Array.of(25, 25.01, 99, 30, 99),
  };
  const { columns } = marketContext(spy, vix);
  const { NaN: none } = Number;
  expect([...columns.VIX_Level]).toEqual([none, 25, 25.01, none, 30]);
  expect([...columns.Market_Fear]).toEqual([none, 0, 1, none, 1]);
  expect([...columns.SPY_Trend_3d]).toEqual([none, none, none, 110 / 100 - 1, 0]);
});

const SPY = fileURLToPath(new URL("../../../shared/market/spy.parquet", import.meta.url));
const VIX = SPY.replace("spy.parquet", "vix.parquet");
if (!existsSync(SPY)) console.log("context.test.ts: reference bars absent");

const PEER = `
import json, sys
import pandas as pd
spy, vix = (pd.read_parquet(path).set_index("date")["close"].astype("float64") for path in sys.argv[1:])
level = vix.reindex(spy.index).shift(1)
fear = (level > 25).astype("float64").where(level.notna())
table = pd.DataFrame({"SPY_Trend_3d": spy.pct_change(3, fill_method=None), "VIX_Level": level, "Market_Fear": fear})
table.insert(0, "date", [str(day)[:10] for day in table.index])
print(table.to_json(orient="values", double_precision=15))
`;

describe.runIf(existsSync(SPY))("against pandas on the real SPY and VIX", () => {
  test("every session has the same context", async () => {
    const peer = JSON.parse(
      execFileSync(venvProgram("python"), ["-c", PEER, SPY, VIX], { encoding: "utf8", maxBuffer: 1e8 }),
    ) as (string | number | null)[][];
    const { date, columns } = (await findMarketContext("nowhere", { spy: SPY, vix: VIX })).context;
    expect(peer.length).toBe(3065);
    expect([...date].map(isoDate)).toEqual(peer.map((row) => row[0]));
    for (const [c, name] of CONTEXT_COLUMNS.entries()) {
      const theirs = peer.map((row) => (row[c + 1] === null ? Number.NaN : Number(row[c + 1])));
      const apart = [...columns[name]].map((value, s) => Math.abs(value - theirs[s]!));
      expect([...columns[name]].map(Number.isNaN)).toEqual(theirs.map(Number.isNaN));
      expect(Math.max(...apart.filter((difference) => !Number.isNaN(difference)))).toBeLessThan(1e-12);
    }
    // Fear is neither never nor always.
    const feared = columns.Market_Fear.filter((fear) => fear === 1).length / date.length;
    expect(feared).toBeGreaterThan(0.05);
    expect(feared).toBeLessThan(0.3);
  });
});

test("rows of a panel get the context of their date, and none on a day without SPY", async () => {
  const name = "synthetic:tickers=3,years=1,seed=3";
  const { index, vix } = syntheticMarket({ tickers: 3, years: 1, seed: 3 });
  const panel = await readPanel(name);
  const { context } = await findMarketContext(name);
  const rows = contextRows(panel, context);
  for (const row of [0, 3, 100, panel.rows - 1]) {
    const s = panel.session[row]!;
    expect(rows.SPY_Trend_3d[row]).toBe(s < 3 ? Number.NaN : index[s]! / index[s - 3]! - 1);
    expect(rows.VIX_Level[row]).toBe(s < 1 ? Number.NaN : vix[s - 1]);
  }
  const holiday = createPanel(
    {
      ticker: ["A"],
      date: days("2024-01-01"),
      open: Float64Array.of(1),
      high: Float64Array.of(1),
      low: Float64Array.of(1),
      close: Float64Array.of(1),
      volume: Float64Array.of(1),
    },
    { source: "made here", bias: null },
  );
  expect([...contextRows(holiday, context).VIX_Level]).toEqual([Number.NaN]);
});

test("one file of both, as a fetch writes it: adjusted closes count", async () => {
  const file = join(folder, "both.csv");
  const head = "ticker,date,open,high,low,close,adj_close,volume";
  const lines = ["01-02", "01-03", "01-04", "01-05"].flatMap((day, k) => [
    `SPY,2024-${day},1,1,1,${10 + k},${5 + k},1`,
    `^VIX,2024-${day},1,1,1,${20 + k},${20 + k},0`,
    `KO,2024-${day},1,1,1,1,1,1`,
  ]);
  await writeFile(file, [head, ...lines].join("\n"));
  const { columns } = (await findMarketContext("nowhere", { spy: file, vix: file })).context;
  expect(columns.SPY_Trend_3d[3]).toBe(8 / 5 - 1);
  expect([...columns.VIX_Level]).toEqual([Number.NaN, 20, 21, 22]);
});

test.each<[string, string, string]>([
  ["twice.csv", "date,close\n2024-01-02,1\n2024-01-02,2", "two closes on one date"],
  ["zero.csv", "date,close\n2024-01-02,0", "close is 0, not a price above 0"],
  ["text.csv", "date,close\n2024-01-02,x", "cannot be read as dates and closes"],
  ["other.csv", "ticker,date,close\nKO,2024-01-02,1", "must have SPY"],
  ["columns.csv", "day,close\n2024-01-02,1", "column date missing"],
  ["twins.csv", "date,close,Close\n2024-01-02,1,2", "columns 'close' and 'Close' are both close"],
  ["dates.csv", "date,close\n01/02/2024,1", "a date is none"],
  ["hours.csv", "date,close\n2024-01-02T05:00:00-05:00,1", "a date is none"],
  ["absent.csv", "", "there is no such file"],
])("%s is refused with the place", async (name, text, message) => {
  const file = join(folder, name);
  if (text) await writeFile(file, text);
  const reading = findMarketContext("nowhere", { spy: file, vix: file });
  await expect(reading).rejects.toMatchObject({ name: "PanelError", message: expect.stringContaining(message) });
  await expect(reading).rejects.toThrow(file);
});

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { closesOfTicker, findMarketSeries } from "./marketSeries.ts";
import type { SeriesName } from "./seriesFile.ts";
import { syntheticMarket } from "./synthetic.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "series-"));
  await mkdir(join(folder, "bars"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A file of one close. */
async function series(path: string, close: number): Promise<string> {
  await writeFile(join(folder, path), `date,close\n2024-01-02,${close}\n`);
  return join(folder, path);
}

const own = (name: string) => (ticker: string) =>
  ticker === name ? { date: Int32Array.of(19_724), close: Float64Array.of(7) } : undefined;

describe.each<[SeriesName, string]>([
  ["spy", "SPY"],
  ["vix", "VIX"],
])("findMarketSeries, %s", (name, ticker) => {
  const closeOf = async (market: string, options = {}) =>
    (await findMarketSeries(name, join(folder, market), options)).closes?.close[0];

  test("beside a file, in a folder and beside a folder; the nearest counts, then the market's own ticker", async () => {
    const closesOf = own(ticker);
    expect(await closeOf("bars", { closesOf })).toBe(7);
    await series(`${name}.csv`, 1);
    expect(await closeOf("bars.parquet", { closesOf })).toBe(1);
    expect(await closeOf("bars", { closesOf })).toBe(1);
    await series(`bars/${name}.csv`, 2);
    expect(await closeOf("bars", { closesOf })).toBe(2);
    const file = await series("other.csv", 3);
    expect(await closeOf("bars", { closesOf, file })).toBe(3);
  });

  test("where there is none, it says where it looked", async () => {
    const found = await findMarketSeries(name, join(folder, "bars"), { closesOf: own("KO") });
    expect(found.closes).toBeUndefined();
    expect(found.origin).toContain(`no ${name}.parquet or ${name}.csv in or beside the market, nor a ticker`);
  });

  test("of a synthetic market its own", async () => {
    const market = syntheticMarket({ tickers: 2, years: 1, seed: 4 });
    const { closes } = await findMarketSeries(name, "synthetic:tickers=2,years=1,seed=4");
    expect(closes?.close).toEqual(name === "spy" ? market.index : market.vix);
  });
});

test("closesOfTicker takes a ticker's adjusted closes", () => {
  const { panel } = syntheticMarket({ tickers: 3, years: 1 });
  expect(closesOfTicker(panel, "S0002")?.close).toEqual(panel.adjClose.slice(panel.offsets[1], panel.offsets[2]));
  expect(closesOfTicker(panel, "SPY")).toBeUndefined();
});

import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Panel } from "./panel.ts";
import { type Closes, readCloses } from "./readCloses.ts";
import { type SeriesName, seriesFiles } from "./seriesFile.ts";
import { syntheticMarket } from "./synthetic.ts";
import { isSynthetic, parseSynthetic } from "./syntheticSpec.ts";

/** One such series of a market, and where it came from. */
export interface MarketSeries {
  /** Undefined where there is none. */
  readonly closes: Closes | undefined;
  /** The file or ticker that it was read from, or why there is none, for people. */
  readonly origin: string;
}

export interface MarketSeriesOptions {
  /** The file to read; nothing else is looked at then. */
  readonly file?: string | undefined;
  /** The closes of one of the market's own tickers, where the caller has them; undefined for a ticker without bars. */
  readonly closesOf?: ((ticker: string) => Closes | undefined | Promise<Closes | undefined>) | undefined;
}

/** The names that a series has as a ticker, first the one that is preferred. */
const TICKERS: Readonly<Record<SeriesName, readonly string[]>> = { spy: ["SPY"], vix: ["^VIX", "VIX"] };

/**
 * Finds SPY or the VIX of a market, by the one rule that all commands share: the file that is named; else of a synthetic
 * market its own series; else `spy.parquet` or `spy.csv` (`vix.parquet`, `vix.csv`) in the market's folder or beside
 * its file or folder; else the market's own ticker SPY (^VIX, VIX); else none, which `origin` says.
 *
 * @param market the panel's file or folder, or the name of a synthetic market.
 * @throws PanelError as `readCloses` does, for a file that is there but cannot be read.
 * @throws UsageError for a synthetic market with an unknown or malformed parameter.
 */
export async function findMarketSeries(
  name: SeriesName,
  market: string,
  { file, closesOf }: MarketSeriesOptions = {},
): Promise<MarketSeries> {
  const names = TICKERS[name];
  if (file !== undefined) return { closes: await readCloses(file, names), origin: basename(file) };
  if (isSynthetic(market)) {
    const { panel, index, vix } = syntheticMarket(parseSynthetic(market));
    const close = name === "spy" ? index : vix;
    return { closes: { date: panel.calendar, close }, origin: "the synthetic market's own" };
  }
  for (const path of await candidates(name, market)) {
    if (await isFile(path)) return { closes: await readCloses(path, names), origin: basename(path) };
  }
  for (const ticker of names) {
    const closes = await closesOf?.(ticker);
    if (closes) return { closes, origin: `the market's ticker ${ticker}` };
  }
  return {
    closes: undefined,
    origin: `none: there is no ${seriesFiles(name).join(" or ")} in or beside the market, nor a ticker ${names.join(" or ")}`,
  };
}

/** The adjusted closes of one ticker of a panel; undefined where it has no bars. */
export function closesOfTicker({ tickers, offsets, date, adjClose }: Panel, ticker: string): Closes | undefined {
  const t = tickers.indexOf(ticker);
  if (t < 0) return undefined;
  return {
    date: date.subarray(offsets[t]!, offsets[t + 1]!),
    close: adjClose.subarray(offsets[t]!, offsets[t + 1]!),
  };
}

/** Where a series may lie, those in a folder before those beside it. */
async function candidates(name: SeriesName, market: string): Promise<readonly string[]> {
  const folder = (await stat(market).catch(() => undefined))?.isDirectory() === true;
  const places = folder ? [market, dirname(market)] : [dirname(market)];
  return places.flatMap((place) => seriesFiles(name).map((file) => join(place, file)));
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

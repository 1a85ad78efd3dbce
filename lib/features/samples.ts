import { isoDate } from "trident-base";
import { adjustBars, type Panel, syntheticMarket } from "../market/index.ts";
import type { FeatureBars } from "./defineFeature.ts";

export const COLUMNS = ["open", "high", "low", "close", "volume", "dollarVolume"] as const;

/** One ticker of the market on which features are checked. */
export interface Sample {
  readonly ticker: string;
  readonly bars: FeatureBars;
  readonly date: (bar: number) => string;
}

/** Three tickers, each long enough for cuts at several places beyond `history` bars. */
export function checkMarket(history: number): Panel {
  return syntheticMarket({ tickers: 3, years: Math.max(1, (2 * history + 100) / 252), seed: 7 }).panel;
}

export function sampleOf(market: Panel, t: number): Sample {
  const { ticker, ...bars } = adjustBars(market, t);
  return { ticker, bars, date: (bar) => isoDate(market.date[market.offsets[t]! + bar]!) };
}

function mapColumns(length: number, column: (name: (typeof COLUMNS)[number]) => Float64Array): FeatureBars {
  return {
    length,
    ...(Object.fromEntries(COLUMNS.map((name) => [name, column(name)])) as Omit<FeatureBars, "length">),
  };
}

export const copyOf = (bars: FeatureBars): FeatureBars => mapColumns(bars.length, (name) => bars[name].slice());

export const slice = (bars: FeatureBars, from: number, to: number): FeatureBars =>
  mapColumns(to - from, (name) => bars[name].slice(from, to));

/** The bars with those of another ticker in their place from `from` on. */
export const replaceFrom = (bars: FeatureBars, others: FeatureBars, from: number): FeatureBars =>
  mapColumns(bars.length, (name) => {
    const column = bars[name].slice();
    for (let i = from; i < column.length; i++) column[i] = others[name][i % others.length]! * 1.5;
    return column;
  });

/** Dividends change prices alone, splits prices and volumes; neither changes what was paid for the shares. */
export const rescale = (bars: FeatureBars, price: number, volume: number): FeatureBars =>
  mapColumns(bars.length, (name) => {
    const factor = name === "dollarVolume" ? 1 : name === "volume" ? volume : price;
    return bars[name].map((value) => factor * value);
  });

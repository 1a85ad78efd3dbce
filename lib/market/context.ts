import { findMarketSeries, type MarketSeriesOptions } from "./marketSeries.ts";
import type { Panel } from "./panel.ts";
import type { Closes } from "./readCloses.ts";

/** The columns of the market's context, by the roadmap's names. */
export const CONTEXT_COLUMNS = ["SPY_Trend_3d", "VIX_Level", "Market_Fear"] as const;
export type ContextColumn = (typeof CONTEXT_COLUMNS)[number];

/** The VIX from which on the market is in fear. */
const FEAR = 25;
const TREND_SESSIONS = 3;

/** What the market is like at the close of each session of SPY; NaN where it is not known. */
export interface MarketContext {
  /** SPY's sessions, days since 1970-01-01, ascending. */
  readonly date: Int32Array;
  readonly columns: Readonly<Record<ContextColumn, Float64Array>>;
}

/**
 * The market's context as it is known when a decision is taken, at the close of the stock market: SPY_Trend_3d is SPY's
 * close over that of three sessions before, less 1; VIX_Level the VIX's close of the session before, since it closes
 * after the stock market; Market_Fear 1 if that is above 25, else 0. Sessions are SPY's: rows of the VIX on holidays
 * are passed over.
 */
export function marketContext(spy: Closes, vix: Closes): MarketContext {
  const vixOn = new Map([...vix.date].map((day, i) => [day, vix.close[i]!]));
  const trend = spy.close.map((close, s) => close / (spy.close[s - TREND_SESSIONS] ?? Number.NaN) - 1);
  const level = Float64Array.from(spy.date, (_, s) => vixOn.get(spy.date[s - 1] ?? Number.NaN) ?? Number.NaN);
  const fear = level.map((vix) => (Number.isNaN(vix) ? Number.NaN : Number(vix > FEAR)));
  return { date: spy.date, columns: { SPY_Trend_3d: trend, VIX_Level: level, Market_Fear: fear } };
}

/** A market's context and where it came from, for people. */
export interface FoundContext {
  readonly context: MarketContext;
  readonly origin: string;
}

/** Files of SPY and the VIX, where they are named, and the market's own tickers. */
export interface ContextOptions extends Pick<MarketSeriesOptions, "closesOf"> {
  /** They may be one file, as `trident market fetch --tickers SPY,^VIX` writes it. */
  readonly spy?: string | undefined;
  readonly vix?: string | undefined;
}

/**
 * The context of a market from its SPY and VIX, as `findMarketSeries` finds them. Without SPY there is none; without the
 * VIX its two columns are NaN.
 *
 * @param market the panel's file or folder, or the name of a synthetic market.
 * @throws PanelError as `readCloses` does.
 * @throws UsageError for a synthetic market with an unknown or malformed parameter.
 */
export async function findMarketContext(market: string, options: ContextOptions = {}): Promise<FoundContext> {
  const { closesOf } = options;
  const spy = await findMarketSeries("spy", market, { file: options.spy, closesOf });
  const vix = await findMarketSeries("vix", market, { file: options.vix, closesOf });
  const none: Closes = { date: new Int32Array(0), close: new Float64Array(0) };
  return {
    context: marketContext(spy.closes ?? none, vix.closes ?? none),
    origin: spy.origin === vix.origin ? spy.origin : `${spy.origin} and ${vix.origin}`,
  };
}

/** The context of each row of a panel, by its date; NaN on dates that are no session of SPY. */
export function contextRows(panel: Panel, context: MarketContext): Readonly<Record<ContextColumn, Float64Array>> {
  const place = new Map([...context.date].map((day, s) => [day, s]));
  const sessions = Int32Array.from(panel.calendar, (day) => place.get(day) ?? -1);
  const rowsOf = (column: Float64Array): Float64Array => {
    const ofSession = Float64Array.from(sessions, (s) => column[s] ?? Number.NaN);
    const rows = new Float64Array(panel.rows);
    for (let i = 0; i < rows.length; i++) rows[i] = ofSession[panel.session[i]!]!;
    return rows;
  };
  const { SPY_Trend_3d, VIX_Level, Market_Fear } = context.columns;
  return { SPY_Trend_3d: rowsOf(SPY_Trend_3d), VIX_Level: rowsOf(VIX_Level), Market_Fear: rowsOf(Market_Fear) };
}

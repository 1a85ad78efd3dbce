import { isoDate, UsageError } from "trident-base";
import type { Panel } from "../market/index.ts";
import type { Position } from "./account.ts";
import { rowOf } from "./decisions.ts";
import type { Prices } from "./prices.ts";

/** A position as it outlives a panel: by ticker and dates, days since 1970-01-01. Plain data. */
export interface SavedPosition {
  readonly ticker: string;
  readonly decisionDate: number;
  readonly entryDate: number;
  readonly entryPrice: number;
  readonly shares: number;
  readonly entryCosts: number;
  readonly target: number;
  readonly floor: number;
  readonly horizon: number;
  /** The last bar that was seen, and its adjusted close then. */
  readonly seenDate: number;
  readonly seenClose: number;
}

/** A position by ticker and dates. */
export function putDown({ tickers, date }: Panel, { close }: Prices, position: Position): SavedPosition {
  const { ticker, decisionRow, entryRow, entryPrice, shares, entryCosts, target, floor, due, row } = position;
  return {
    ticker: tickers[ticker]!,
    decisionDate: date[decisionRow]!,
    entryDate: date[entryRow]!,
    ...{ entryPrice, shares, entryCosts, target, floor },
    horizon: due - decisionRow,
    seenDate: date[row]!,
    seenClose: close[row]!,
  };
}

/**
 * A position on a panel. Where the source has adjusted its earlier prices since, for a dividend or a split, the position is
 * adjusted as they were: it is worth what it was.
 *
 * @throws UsageError if the panel lacks one of its bars.
 */
export function takeUp(panel: Panel, { close }: Prices, saved: SavedPosition): Position {
  const { entryPrice, shares, entryCosts, target, floor, horizon, seenClose } = saved;
  const ticker = panel.tickers.indexOf(saved.ticker);
  const row = (date: number): number => {
    const found = ticker < 0 ? -1 : rowOf(panel, ticker, date);
    if (found >= 0) return found;
    throw new UsageError("the panel lacks a bar of a position that is held", {
      where: [panel.origin.source, saved.ticker, isoDate(date)],
      remedy: "Go on with the panel that the position was bought on, or a later state of it.",
    });
  };
  const decisionRow = row(saved.decisionDate);
  const seen = row(saved.seenDate);
  const factor = close[seen]! / seenClose;
  return {
    ...{ ticker, decisionRow, entryRow: row(saved.entryDate), entryCosts },
    entryPrice: entryPrice * factor,
    shares: shares / factor,
    target: target * factor,
    floor: floor * factor,
    due: decisionRow + horizon,
    row: seen,
  };
}

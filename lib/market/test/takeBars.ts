import type { BarColumns, TickerCodes } from "../index.ts";

/** Rows of bars, in this order. */
export function takeBars(bars: BarColumns, rows: readonly number[]): BarColumns {
  const { names, codes } = bars.ticker as TickerCodes;
  const take = (from: Float64Array) => Float64Array.from(rows, (row) => from[row]!);
  return {
    ticker: { names, codes: Uint32Array.from(rows, (row) => codes[row]!) },
    date: Int32Array.from(rows, (row) => bars.date[row]!),
    open: take(bars.open),
    high: take(bars.high),
    low: take(bars.low),
    close: take(bars.close),
    volume: take(bars.volume),
    adjClose: take(bars.adjClose!),
  };
}

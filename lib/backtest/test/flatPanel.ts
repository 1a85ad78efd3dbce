import { parseIsoDate } from "trident-base";
import { createPanel, type Panel } from "../../market/index.ts";

type Price = "open" | "high" | "low" | "close" | "volume";

/** Daily bars from 2024-01-01 on, all prices 100 and a volume of a billion but where told otherwise, by ticker and bar. */
export function flatPanel(
  bars: number,
  tickers: Readonly<Record<string, Readonly<Record<number, Partial<Record<Price, number>>>>>>,
): Panel {
  const names = Object.keys(tickers);
  const rows = names.flatMap((ticker) => Array.from({ length: bars }, (_, i) => ({ ticker, i })));
  const column = (name: Price, usual: number) =>
    Float64Array.from(rows, ({ ticker, i }) => tickers[ticker]![i]?.[name] ?? usual);
  return createPanel(
    {
      ticker: rows.map(({ ticker }) => ticker),
      date: Int32Array.from(rows, ({ i }) => parseIsoDate("2024-01-01") + i),
      open: column("open", 100),
      high: column("high", 100),
      low: column("low", 100),
      close: column("close", 100),
      volume: column("volume", 1e9),
    },
    { source: "test", bias: null },
  );
}

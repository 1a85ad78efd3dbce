import { isoDate, UsageError } from "trident-base";
import { COLOURS, type Figure, figure } from "../charts/index.ts";
import { adjustBars, type Panel } from "../market/index.ts";
import { type Matrix, matrixColumn } from "../runtime/index.ts";

/**
 * One ticker's adjusted bars with its 20-bar average, and RSI and volume below.
 *
 * @throws UsageError if the panel has no such ticker.
 */
export function tickerFigure(panel: Panel, features: Matrix, ticker: string): Figure {
  const t = panel.tickers.indexOf(ticker);
  if (t < 0) throw new UsageError(`no bars of ${ticker}`, { where: [panel.origin.source] });
  const bars = adjustBars(panel, t);
  const from = panel.offsets[t]!;
  const x = Array.from(panel.date.subarray(from, from + bars.length), isoDate);
  const feature = (name: string) =>
    Array.from(matrixColumn(features, name).subarray(from, from + bars.length), (value) =>
      Number.isNaN(value) ? null : Number(value.toPrecision(6)),
    );
  const rounded = (values: Float64Array) => Array.from(values, (value) => Number(value.toPrecision(6)));
  return figure(
    [
      {
        type: "candlestick",
        name: ticker,
        x,
        open: rounded(bars.open),
        high: rounded(bars.high),
        low: rounded(bars.low),
        close: rounded(bars.close),
        increasing: { line: { color: COLOURS.buy, width: 1 } },
        decreasing: { line: { color: COLOURS.sell, width: 1 } },
      },
      {
        type: "scatter",
        mode: "lines",
        name: "sma_20",
        x,
        y: feature("sma_20"),
        line: { color: COLOURS.accent, width: 1.5 },
      },
      {
        type: "scatter",
        mode: "lines",
        name: "rsi_14",
        x,
        y: feature("rsi_14"),
        yaxis: "y2",
        line: { color: COLOURS.honest, width: 1.2 },
      },
      { type: "bar", name: "volume", x, y: rounded(bars.volume), yaxis: "y3", marker: { color: COLOURS.chance } },
    ],
    `${ticker}: adjusted bars and features`,
    {
      height: 560,
      xaxis: { rangeslider: { visible: false }, anchor: "y3" },
      yaxis: { domain: [0.42, 1], title: { text: "price" } },
      yaxis2: { domain: [0.2, 0.38], title: { text: "RSI" }, range: [0, 100] },
      yaxis3: { domain: [0, 0.16], title: { text: "volume" } },
    },
  );
}

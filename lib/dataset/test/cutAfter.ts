import { createPanel, type Panel } from "../../market/index.ts";

/** The panel without the bars after a day. */
export function cutAfter(panel: Panel, day: number): Panel {
  const keep: number[] = [];
  const ticker: string[] = [];
  for (const [t, name] of panel.tickers.entries()) {
    for (let row = panel.offsets[t]!; row < panel.offsets[t + 1]!; row++) {
      if (panel.date[row]! > day) continue;
      keep.push(row);
      ticker.push(name);
    }
  }
  const take = (column: Float64Array) => Float64Array.from(keep, (row) => column[row]!);
  const { open, high, low, close, adjClose, volume } = panel;
  return createPanel(
    {
      ticker,
      date: Int32Array.from(keep, (row) => panel.date[row]!),
      ...{ open: take(open), high: take(high), low: take(low), close: take(close) },
      ...{ adjClose: take(adjClose), volume: take(volume) },
    },
    { source: "cut", bias: null },
  );
}

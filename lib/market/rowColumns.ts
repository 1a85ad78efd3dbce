import type { FileColumn } from "../files/index.ts";
import type { Panel } from "./panel.ts";

/** The columns that every file of panel rows starts with: ticker and date. */
export function rowColumns(panel: Panel): FileColumn[] {
  let t = 0;
  const tickerOf = (row: number): string => {
    // Rows come in order, so the ticker of the last one is nearly always the ticker of this one.
    if (row < panel.offsets[t]!) t = 0;
    while (row >= panel.offsets[t + 1]!) t++;
    return panel.tickers[t]!;
  };
  return [
    { name: "ticker", type: "text", at: tickerOf },
    { name: "date", type: "date", values: panel.date },
  ];
}

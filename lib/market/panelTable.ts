import { isoDate, type Table } from "trident-base";
import { adjustmentNote } from "./adjustmentNote.ts";
import type { Panel } from "./panel.ts";

/** A panel as a notebook shows it: prices as given, and what they are adjusted by where they are used. */
export function panelTable({ tickers, offsets, rows, date, calendar, origin, ...columns }: Panel): Table {
  const number = (name: string, values: Float64Array) => ({
    name,
    type: "float64",
    value: (row: number) => values[row],
  });
  const ofRow = (row: number) => tickers[offsets.findLastIndex((offset) => offset <= row)];
  const dates = `${isoDate(calendar[0]!)} to ${isoDate(calendar.at(-1)!)}`;
  const early = tickers.filter((ticker) => origin.unfinished?.has(ticker)).length;
  const ends = early > 0 ? `, the data of ${early} end early` : "";
  return {
    title: `Panel of ${tickers.length} ticker${tickers.length === 1 ? "" : "s"}, ${dates}${ends}, ${adjustmentNote(origin)}`,
    rows,
    columns: [
      { name: "ticker", type: "string", value: ofRow },
      { name: "date", type: "date", value: (row) => isoDate(date[row]!) },
      number("open", columns.open),
      number("high", columns.high),
      number("low", columns.low),
      number("close", columns.close),
      ...(origin.adjustment === "adj_close" ? [number("adj_close", columns.adjClose)] : []),
      number("volume", columns.volume),
    ],
  };
}

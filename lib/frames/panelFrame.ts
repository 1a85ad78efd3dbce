import type { DataFrame } from "danfojs-node";
import { isoDate, parseIsoDate, UsageError } from "trident-base";
import { createPanel, type Panel, type PanelOrigin } from "../market/index.ts";
import { type Cell, makeFrame, numberIn, placeOf, rowsOf } from "./danfo.ts";

const NUMBERS = {
  open: "open",
  high: "high",
  low: "low",
  close: "close",
  adj_close: "adjClose",
  volume: "volume",
} as const;

/** A panel as a danfojs data frame: ticker, date (ISO), open, high, low, close, adj_close if it has one, volume. */
export function panelFrame(panel: Panel): Promise<DataFrame> {
  const numbers = Object.entries(NUMBERS).filter(
    ([name]) => name !== "adj_close" || panel.origin.adjustment === "adj_close",
  );
  const rows = panel.tickers.flatMap((ticker, t) =>
    Array.from({ length: panel.offsets[t + 1]! - panel.offsets[t]! }, (_, i): readonly Cell[] => {
      const row = panel.offsets[t]! + i;
      return [ticker, isoDate(panel.date[row]!), ...numbers.map(([, field]) => panel[field][row]!)];
    }),
  );
  return makeFrame(
    [
      { name: "ticker", dtype: "string" },
      { name: "date", dtype: "string" },
      ...numbers.map(([name]) => ({ name, dtype: "float32" as const })),
    ],
    rows,
  );
}

/**
 * The panel of a frame's bars, in any order, as checked as one that was read from a file. Its calendar is that of the
 * bars it has.
 *
 * @param origin what to record of where the bars are from.
 * @throws UsageError if a column is missing or holds something else; PanelError as `createPanel` does.
 */
export function framePanel(frame: DataFrame, origin: Pick<PanelOrigin, "source" | "bias">): Panel {
  const rows = rowsOf(frame);
  const texts = (name: string): string[] => {
    const place = placeOf(frame, name);
    return rows.map((cells, row) => {
      const cell = cells[place]!;
      if (typeof cell === "string" && cell !== "") return cell;
      throw new UsageError(`row ${row} of column '${name}' is ${JSON.stringify(cell)}`, {
        where: [origin.source],
        remedy: "Give text.",
      });
    });
  };
  const numbers = (name: keyof typeof NUMBERS): Float64Array => {
    const place = placeOf(frame, name);
    return Float64Array.from(rows, (cells, row) => numberIn(cells[place]!, name, row));
  };
  return createPanel(
    {
      ticker: texts("ticker"),
      date: Int32Array.from(texts("date"), parseIsoDate),
      open: numbers("open"),
      high: numbers("high"),
      low: numbers("low"),
      close: numbers("close"),
      volume: numbers("volume"),
      ...(frame.columns.includes("adj_close") ? { adjClose: numbers("adj_close") } : {}),
    },
    origin,
  );
}

import { type FileColumn, writeParquet } from "../files/index.ts";
import type { Panel } from "./panel.ts";
import { rowColumns } from "./rowColumns.ts";

/** The columns of a panel's file: ticker, date, prices, volume, adj_close. */
export function panelColumns(panel: Panel): FileColumn[] {
  const prices = (["open", "high", "low", "close", "volume"] as const).map(
    (name) => ({ name, type: "float64", values: panel[name] }) as const,
  );
  const adjusted = { name: "adj_close", type: "float64", values: panel.adjClose } as const;
  return [...rowColumns(panel), ...prices, adjusted];
}

/** Writes a panel as a Parquet file that `readPanel` reads back, atomically. */
export async function writePanel(path: string, panel: Panel): Promise<void> {
  await writeParquet(path, panelColumns(panel), panel.rows);
}

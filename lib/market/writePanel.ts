import { writeParquet } from "../files/index.ts";
import type { Panel } from "./panel.ts";
import { rowColumns } from "./rowColumns.ts";

/** Writes a panel as a Parquet file that `readPanel` reads back, atomically. */
export async function writePanel(path: string, panel: Panel): Promise<void> {
  const prices = (["open", "high", "low", "close", "volume"] as const).map(
    (name) => ({ name, type: "float64", values: panel[name] }) as const,
  );
  const adjusted = { name: "adj_close", type: "float64", values: panel.adjClose } as const;
  await writeParquet(path, [...rowColumns(panel), ...prices, adjusted], panel.rows);
}

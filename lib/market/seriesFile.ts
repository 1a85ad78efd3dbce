import { join } from "node:path";
import { openTable, withDuckDB } from "../files/index.ts";
import { openBars } from "./barsTable.ts";
import { CLOSES } from "./readCloses.ts";

/** Series that stand beside a market: the index that is bought and held, and the volatility index. */
export type SeriesName = "spy" | "vix";

const SERIES: readonly SeriesName[] = ["spy", "vix"];

/** What the file of a series is called, in a market's folder or beside it, the preferred one first. */
export function seriesFiles(name: SeriesName): readonly string[] {
  return [`${name}.parquet`, `${name}.csv`];
}

/** Whether a file of a market's folder is called as a series is and holds its closes alone, no bars. */
export async function isSeriesAlone(folder: string, name: string): Promise<boolean> {
  if (!SERIES.flatMap(seriesFiles).includes(name)) return false;
  const file = join(folder, name);
  return withDuckDB(async (connection) => {
    const opens = (opened: Promise<unknown>): Promise<boolean> =>
      opened.then(
        () => true,
        () => false,
      );
    return !(await opens(openBars(connection, file))) && (await opens(openTable(connection, file, CLOSES)));
  });
}

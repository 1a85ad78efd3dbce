import type { DuckDBConnection } from "@duckdb/node-api";
import { formatOf, quotedPath, quotedString } from "../files/index.ts";
import { type Adjustment, asNumber, type BarsTable, dayOf, faultOf, NUMBERS, openBars, textOf } from "./barsTable.ts";
import { compareBytes } from "./panel.ts";
import { checkTicker } from "./ticker.ts";

/** What a file holds, without reading it into memory. */
export interface FileContents {
  /** Bars by ticker, without bars of nulls; those are `missing`. */
  readonly bars: ReadonlyMap<string, number>;
  readonly missing: number;
  /** Those that have bars, sorted by bytes. */
  readonly tickers: readonly string[];
  /** First and last date by ticker, of those that have bars. */
  readonly spans: ReadonlyMap<string, readonly [first: number, last: number]>;
  /** The dates on which any ticker has a bar, in no order. */
  readonly dates: readonly number[];
  /** True if the bars are not in the order of tickers and dates. */
  readonly reordered: boolean;
  /** What can be read without the rest: the tickers from the first to the last, and how many rows. */
  readonly blocks: readonly Block[];
  readonly adjusted: boolean;
  readonly adjustment: Adjustment;
}

/** Rows of a file that are read together. */
export interface Block {
  readonly first: string;
  readonly last: string;
  readonly rows: number;
}

/**
 * Counts the bars of one file by ticker, lists its dates, and looks in which order they come.
 *
 * @throws PanelError as `readFile` does for tickers, dates and numbers that are none.
 */
export async function countBars(connection: DuckDBConnection, file: string): Promise<FileContents> {
  const bars = await openBars(connection, file);
  return await countOf(connection, bars, file).catch(async (error) => {
    throw await faultOf(error, connection, bars, file);
  });
}

async function countOf(connection: DuckDBConnection, bars: BarsTable, file: string): Promise<FileContents> {
  const { table, columns, adjustment } = bars;
  const prices = NUMBERS.filter((column) => column !== "volume" && columns.has(column));
  const known = prices.map((column) => `coalesce(NOT isnan(${asNumber(columns, column)}), false)`).join(" OR ");
  const rows = `(SELECT nullif(${textOf(columns)}, '') AS name, ${dayOf(columns)} AS day, ${known} AS known FROM ${table})`;
  const query = async (text: string) => (await connection.runAndReadAll(text)).getRows();
  const [byName, days, [order]] = await Promise.all([
    query(`SELECT name, sum(known::INT)::INT, sum((NOT known)::INT)::INT, min(day) FILTER (known), max(day) FILTER (known)
      FROM ${rows} GROUP BY name`),
    query(`SELECT day, bool_or(known) FROM ${rows} GROUP BY day`),
    query(`SELECT bool_or(name < name_before OR (name = name_before AND day < day_before)) FROM (
      SELECT name, day, lag(name) OVER () AS name_before, lag(day) OVER () AS day_before FROM ${rows} WHERE known)`),
  ]);
  if (byName.some(([name]) => name === null) || days.some(([date]) => date === null)) {
    throw new Error("a ticker or a date is missing");
  }
  for (const [name] of byName) checkTicker(name as string, file);
  return {
    bars: new Map(byName.map(([name, bars]) => [name as string, bars as number])),
    tickers: byName.flatMap(([name, bars]) => ((bars as number) > 0 ? [name as string] : [])).sort(compareBytes),
    missing: byName.reduce((sum, [, , missing]) => sum + (missing as number), 0),
    spans: new Map(
      byName.flatMap(([name, , , first, last]) =>
        first === null ? [] : [[name as string, [first as number, last as number]] as const],
      ),
    ),
    dates: days.flatMap(([date, any]) => (any ? [date as number] : [])),
    reordered: order?.[0] === true,
    blocks: (await rowGroups(connection, file, bars)) ?? oneBlock(byName),
    adjusted: columns.has("adj_close"),
    adjustment,
  };
}

/** A file that has to be read as a whole. */
function oneBlock(byName: readonly (readonly unknown[])[]): readonly Block[] {
  const names = byName.map(([name]) => name as string).sort(compareBytes);
  const rows = byName.reduce((sum, [, bars, missing]) => sum + (bars as number) + (missing as number), 0);
  return names.length === 0 ? [] : [{ first: names[0]!, last: names.at(-1)!, rows }];
}

/** The row groups of a Parquet file whose tickers are told by its footer; undefined of any other file. */
async function rowGroups(
  connection: DuckDBConnection,
  file: string,
  { columns }: BarsTable,
): Promise<readonly Block[] | undefined> {
  const { name, type } = columns.get("ticker")!;
  if (formatOf(file) !== "parquet" || type !== "VARCHAR") return undefined;
  const found = await connection.runAndReadAll(
    `SELECT stats_min_value, stats_max_value, row_group_num_rows::INT FROM parquet_metadata(${quotedPath(file)})
      WHERE path_in_schema = ${quotedString(name)} ORDER BY row_group_id`,
  );
  const blocks = found.getRows().map(([first, last, rows]) => ({ first, last, rows }));
  if (blocks.length === 0 || blocks.some(({ first, last }) => first === null || last === null)) return undefined;
  return blocks as readonly Block[];
}

import { type Database, quotedString, takeChunkColumn } from "../files/index.ts";
import { sharedFloat64, sharedInt32 } from "../runtime/index.ts";
import {
  type Adjustment,
  asIs,
  asNumber,
  type BarsTable,
  dayOf,
  faultOf,
  NUMBERS,
  type NumberColumn,
  openBars,
  textOf,
} from "./barsTable.ts";
import type { TickerCodes } from "./panel.ts";
import { checkTicker } from "./ticker.ts";

/** What a day number cannot be: marks a date that is none. */
const NO_DATE = -2_147_483_648;

/** One file's bars, in its own order, in shared memory. */
export interface FileBars {
  readonly file: string;
  readonly ticker: TickerCodes;
  readonly date: Int32Array;
  readonly numbers: ReadonlyMap<NumberColumn, Float64Array>;
  readonly adjustment: Adjustment;
}

/** Tickers from the first to the last by their bytes, both included. */
export type TickerRange = readonly [first: string, last: string];

/**
 * The bars of one Parquet or CSV file, unvalidated but for their types; it may have none.
 *
 * @throws PanelError naming the file.
 */
export async function readFile(connection: Database, file: string, range?: TickerRange): Promise<FileBars> {
  const bars = await openBars(connection, file);
  const read = await readColumns(connection, bars, file, range).catch(async (error) => {
    throw await faultOf(error, connection, bars, file);
  });
  return { ...read, adjustment: bars.adjustment };
}

/**
 * One query a file, into typed columns. Tickers come as codes of an ENUM of DuckDB's, so that no text is made a row;
 * NULL is turned into a mark within the query.
 */
async function readColumns(
  connection: Database,
  { table, columns }: BarsTable,
  file: string,
  range: TickerRange | undefined,
): Promise<Omit<FileBars, "adjustment">> {
  const within = range ? `${asIs(columns)} BETWEEN ${range.map(quotedString).join(" AND ")}` : "true";
  const ticker = `nullif(${textOf(columns)}, '')`;
  const numbers = NUMBERS.filter((column) => columns.has(column));
  const distinct = await connection.runAndReadAll(
    `SELECT DISTINCT ${ticker} AS name FROM ${table} WHERE name IS NOT NULL AND ${within} ORDER BY name`,
  );
  const names = (distinct.getColumns()[0] ?? []) as string[];
  for (const name of names) checkTicker(name, file);
  await connection.run(`CREATE OR REPLACE TEMP TYPE names AS ENUM (${names.map(quotedString).join(", ") || "''"})`);
  const selected = [
    `coalesce(CAST(enum_code(CAST(${ticker} AS names)) AS INTEGER), -1)`,
    `coalesce(${dayOf(columns)}, ${NO_DATE})`,
    ...numbers.map((column) => `coalesce(${asNumber(columns, column)}, CAST('nan' AS DOUBLE))`),
  ];
  const result = await connection.run(`SELECT ${selected.join(", ")} FROM ${table} WHERE ${within}`);
  const rows = result.rowCount;
  const codes = sharedInt32(rows);
  const date = sharedInt32(rows);
  const values = numbers.map(() => sharedFloat64(rows));
  const targets = [codes, date, ...values];
  let at = 0;
  for (const chunk of await result.fetchAllChunks()) {
    for (const [j, target] of targets.entries()) takeChunkColumn(chunk, j, target, at);
    at += chunk.rowCount;
  }
  if (codes.includes(-1) || date.includes(NO_DATE)) throw new Error("a ticker or a date is missing");
  return {
    file,
    ticker: { names, codes: new Uint32Array(codes.buffer) },
    date,
    numbers: new Map(numbers.map((column, j) => [column, values[j]!])),
  };
}

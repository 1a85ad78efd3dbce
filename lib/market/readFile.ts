import type { DuckDBConnection } from "@duckdb/node-api";
import { dayNumber, openTable, type SourceColumn, takeChunkColumn, unreadable } from "../files/index.ts";
import { sharedFloat64, sharedInt32 } from "../runtime/index.ts";
import { PanelError, type TickerCodes } from "./panel.ts";
import { checkTicker } from "./ticker.ts";

const NUMBERS = ["open", "high", "low", "close", "volume", "adj_close"] as const;
const REQUIRED = ["ticker", "date", "open", "high", "low", "close", "volume"] as const;
/** A column of prices or volumes. */
export type NumberColumn = (typeof NUMBERS)[number];
type ColumnName = (typeof REQUIRED)[number] | "adj_close";

const BARS = {
  rows: "Bars",
  columns: REQUIRED,
  optional: ["adj_close"],
  // As data vendors and their clients call it.
  aliases: {
    adj_close: ["adjusted_close", "adjcp", "close_adj", "close_adjusted", "adj_close_price", "adjusted_close_price"],
  },
  recipes: {
    ticker:
      "Bars need one: in pandas, frame.assign(ticker='AAPL') before to_csv, or put the file into a folder named ticker=AAPL.",
  },
  Fault: PanelError,
} as const;
/** A column that is not used though its name says that it has to do with the adjustment. */
const LOOKALIKE = /adj|total.?return/i;

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

/** What a file calls its adjusted close; without one, its columns that look like it. */
export interface Adjustment {
  readonly adjustedBy?: string;
  readonly lookalikes: readonly string[];
}

/** Tickers from the first to the last by their bytes, both included. */
export type TickerRange = readonly [first: string, last: string];

/**
 * The bars of one Parquet or CSV file, unvalidated but for their types; it may have none.
 *
 * @throws PanelError naming the file.
 */
export async function readFile(connection: DuckDBConnection, file: string, range?: TickerRange): Promise<FileBars> {
  const { table, columns, adjustment } = await tableOfBars(connection, file);
  return { ...(await readColumns(connection, table, columns, file, range)), adjustment };
}

/** What a file holds, without reading it into memory. */
export interface FileContents {
  /** Bars by ticker, without bars of nulls; those are `missing`. */
  readonly bars: ReadonlyMap<string, number>;
  readonly missing: number;
  /** First and last date by ticker, of those that have bars. */
  readonly spans: ReadonlyMap<string, readonly [first: number, last: number]>;
  /** The dates on which any ticker has a bar, in no order. */
  readonly dates: readonly number[];
  readonly adjusted: boolean;
  readonly adjustment: Adjustment;
}

/**
 * Counts the bars of one file by ticker, and lists its dates.
 *
 * @throws PanelError as `readFile` does for tickers, dates and numbers that are none.
 */
export async function countBars(connection: DuckDBConnection, file: string): Promise<FileContents> {
  const { table, columns, adjustment } = await tableOfBars(connection, file);
  const prices = NUMBERS.filter((column) => column !== "volume" && columns.has(column));
  const known = prices.map((column) => `coalesce(NOT isnan(${asNumber(columns, column)}), false)`).join(" OR ");
  const day = dayNumber(quoted(columns, "date"), columns.get("date")!.type);
  const rows = `(SELECT nullif(${textOf(columns)}, '') AS name, ${day} AS day, ${known} AS known FROM ${table})`;
  const query = async (text: string) => (await connection.runAndReadAll(text)).getRows();
  const [byName, days] = await Promise.all([
    query(`SELECT name, sum(known::INT)::INT, sum((NOT known)::INT)::INT, min(day) FILTER (known), max(day) FILTER (known)
      FROM ${rows} GROUP BY name`),
    query(`SELECT day, bool_or(known) FROM ${rows} GROUP BY day`),
  ]).catch(async (error) => {
    throw (await badValue(connection, table, columns, file)) ?? (await unreadable(error, file, PanelError));
  });
  if (byName.some(([name]) => name === null) || days.some(([date]) => date === null)) {
    throw (
      (await badValue(connection, table, columns, file)) ??
      new PanelError("a ticker or a date is missing", { where: [file] })
    );
  }
  for (const [name] of byName) checkTicker(name as string, file);
  return {
    bars: new Map(byName.map(([name, bars]) => [name as string, bars as number])),
    missing: byName.reduce((sum, [, , missing]) => sum + (missing as number), 0),
    spans: new Map(
      byName.flatMap(([name, , , first, last]) =>
        first === null ? [] : [[name as string, [first as number, last as number]] as const],
      ),
    ),
    dates: days.flatMap(([date, any]) => (any ? [date as number] : [])),
    adjusted: columns.has("adj_close"),
    adjustment,
  };
}

async function tableOfBars(connection: DuckDBConnection, file: string) {
  const found = await openTable<ColumnName>(connection, file, BARS);
  for (const [column, { type }] of found.columns) {
    if (TYPES[column === "ticker" || column === "date" ? column : "number"].test(type)) continue;
    throw new PanelError(`column ${column} holds ${type}`, {
      where: [file],
      remedy: `Write it as ${WANTED[column]}.`,
    });
  }
  const adjusted = found.columns.get("adj_close")?.name;
  const adjustment: Adjustment = {
    ...(adjusted === undefined ? {} : { adjustedBy: adjusted }),
    lookalikes: adjusted === undefined ? found.others.filter((name) => LOOKALIKE.test(name)) : [],
  };
  return { ...found, adjustment };
}

const NUMERIC = "U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL.*";
const TYPES = {
  ticker: new RegExp(`^(VARCHAR|ENUM.*|${NUMERIC})$`),
  date: /^(DATE|TIMESTAMP.*|VARCHAR)$/,
  number: new RegExp(`^(${NUMERIC}|VARCHAR)$`),
};
const WANTED: Readonly<Record<ColumnName, string>> = {
  ticker: "text",
  date: "a date, a timestamp at midnight, or text YYYY-MM-DD",
  open: "a number",
  high: "a number",
  low: "a number",
  close: "a number",
  volume: "a number",
  adj_close: "a number",
};

/**
 * One query a file, into typed columns. Tickers come as codes of an ENUM of DuckDB's, so that no text is made a row;
 * NULL is turned into a mark within the query, because testing a validity mask a value costs more than the copy.
 */
async function readColumns(
  connection: DuckDBConnection,
  table: string,
  columns: ReadonlyMap<ColumnName, SourceColumn>,
  file: string,
  range: TickerRange | undefined,
): Promise<Omit<FileBars, "adjustment">> {
  // A bare column lets the scan pass over what lies outside the range.
  const name = columns.get("ticker")!.type === "VARCHAR" ? quoted(columns, "ticker") : textOf(columns);
  const within = range ? `${name} BETWEEN ${range.map(literal).join(" AND ")}` : "true";
  const ticker = `nullif(${textOf(columns)}, '')`;
  const numbers = NUMBERS.filter((column) => columns.has(column));
  const query = async () => {
    const distinct = await connection.runAndReadAll(
      `SELECT DISTINCT ${ticker} AS name FROM ${table} WHERE name IS NOT NULL AND ${within} ORDER BY name`,
    );
    const names = (distinct.getColumns()[0] ?? []) as string[];
    names.forEach((name) => {
      checkTicker(name, file);
    });
    await connection.run(
      `CREATE OR REPLACE TEMP TYPE names AS ENUM (${names.map((name) => literal(name)).join(", ") || "''"})`,
    );
    const selected = [
      `coalesce(CAST(enum_code(CAST(${ticker} AS names)) AS INTEGER), -1)`,
      `coalesce(${dayNumber(quoted(columns, "date"), columns.get("date")!.type)}, ${NO_DATE})`,
      ...numbers.map((column) => `coalesce(${asNumber(columns, column)}, CAST('nan' AS DOUBLE))`),
    ];
    return { names, result: await connection.run(`SELECT ${selected.join(", ")} FROM ${table} WHERE ${within}`) };
  };
  const { names, result } = await query().catch(async (error) => {
    if (error instanceof PanelError) throw error;
    throw (await badValue(connection, table, columns, file)) ?? (await unreadable(error, file, PanelError));
  });
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
  if (codes.includes(-1) || date.includes(NO_DATE)) {
    throw (
      (await badValue(connection, table, columns, file)) ??
      new PanelError("a ticker or a date is missing", { where: [file] })
    );
  }
  return {
    file,
    ticker: { names, codes: new Uint32Array(codes.buffer) },
    date,
    numbers: new Map(numbers.map((column, j) => [column, values[j]!])),
  };
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function quoted(columns: ReadonlyMap<ColumnName, SourceColumn>, column: ColumnName): string {
  return `"${columns.get(column)!.name.replaceAll('"', '""')}"`;
}

function textOf(columns: ReadonlyMap<ColumnName, SourceColumn>): string {
  return `CAST(${quoted(columns, "ticker")} AS VARCHAR)`;
}

/** A number as it is, or text that holds one; DuckDB's own cast would read `1_0` as 10. Anything else ends the query. */
function asNumber(columns: ReadonlyMap<ColumnName, SourceColumn>, column: NumberColumn): string {
  const name = quoted(columns, column);
  const { type } = columns.get(column)!;
  if (type !== "VARCHAR") return `CAST(${name} AS DOUBLE)`;
  return `CASE WHEN ${name} IS NULL THEN NULL WHEN ${isNumber(name, type)} THEN CAST(${name} AS DOUBLE) ELSE error('no number') END`;
}

function isNumber(name: string, type: string): string {
  if (type !== "VARCHAR") return `TRY_CAST(${name} AS DOUBLE) IS NOT NULL`;
  const number = String.raw`\s*[-+]?((\d+\.?\d*|\.\d+)(e[-+]?\d+)?|nan|inf(inity)?)\s*`;
  return `regexp_full_match(${name}, '${number}', 'i') AND TRY_CAST(${name} AS DOUBLE) IS NOT NULL`;
}

/** The first value of the file that is no ticker, date or number, as an error; undefined if all are. */
async function badValue(
  connection: DuckDBConnection,
  table: string,
  columns: ReadonlyMap<ColumnName, SourceColumn>,
  file: string,
): Promise<PanelError | undefined> {
  for (const [column, { type }] of columns) {
    const name = quoted(columns, column);
    const bad =
      column === "ticker"
        ? `nullif(CAST(${name} AS VARCHAR), '') IS NULL`
        : column === "date"
          ? `${dayNumber(name, type)} IS NULL`
          : `${name} IS NOT NULL AND NOT (${isNumber(name, type)})`;
    const query = `SELECT CAST(${name} AS VARCHAR), CAST(${quoted(columns, "ticker")} AS VARCHAR),
      CAST(${quoted(columns, "date")} AS VARCHAR) FROM ${table} WHERE ${bad} LIMIT 1`;
    const row = await connection.runAndReadAll(query).then(
      (found) => found.getRows()[0] as (string | null)[] | undefined,
      () => undefined,
    );
    if (!row) continue;
    const [text, ticker, date] = row;
    return new PanelError(text ? `column ${column} holds '${text}'` : `${column} is missing`, {
      where: [file, ticker ?? undefined, column === "date" ? undefined : (date ?? undefined)],
      remedy: text ? `Write it as ${WANTED[column]}.` : "Every row needs a ticker and a date.",
    });
  }
  return undefined;
}

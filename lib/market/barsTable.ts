import { type Database, dayNumber, openTable, type SourceColumn, unreadable } from "../files/index.ts";
import { PanelError } from "./panel.ts";

export const NUMBERS = ["open", "high", "low", "close", "volume", "adj_close"] as const;
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

/** What a file calls its adjusted close; without one, its columns that look like it. */
export interface Adjustment {
  readonly adjustedBy?: string;
  readonly lookalikes: readonly string[];
}

/** A file of bars, as DuckDB reads it. */
export interface BarsTable {
  /** What stands after FROM. */
  readonly table: string;
  readonly columns: ReadonlyMap<ColumnName, SourceColumn>;
  readonly adjustment: Adjustment;
}

/**
 * Opens a file of bars and finds their columns.
 *
 * @throws PanelError naming the file, as `openTable` does; a column of another type.
 */
export async function openBars(connection: Database, file: string): Promise<BarsTable> {
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

type Columns = BarsTable["columns"];

function remedyOf(column: ColumnName, columns: Columns): string {
  // Parquet keeps the moment, not the place that it is midnight of.
  return column === "date" && columns.get(column)!.type.endsWith("WITH TIME ZONE")
    ? "Write the exchange's own dates, without a time zone: in pandas, frame['date'].dt.tz_localize(None)."
    : `Write it as ${WANTED[column]}.`;
}

function quoted(columns: Columns, column: ColumnName): string {
  return `"${columns.get(column)!.name.replaceAll('"', '""')}"`;
}

/** SQL of the ticker as it stands, by which a scan passes over what lies outside a range. */
export function asIs(columns: Columns): string {
  return columns.get("ticker")!.type === "VARCHAR" ? quoted(columns, "ticker") : textOf(columns);
}

/** SQL of the day as a number, or NULL. */
export function dayOf(columns: Columns): string {
  return dayNumber(quoted(columns, "date"), columns.get("date")!.type);
}

/** SQL of the ticker as text. */
export function textOf(columns: Columns): string {
  return `CAST(${quoted(columns, "ticker")} AS VARCHAR)`;
}

/** A number as it is, or text that holds one; DuckDB's own cast would read `1_0` as 10. Anything else ends the query. */
export function asNumber(columns: Columns, column: NumberColumn): string {
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

/** What is wrong with a file whose bars cannot be had: its first value that is none, or DuckDB's words. */
export async function faultOf(
  error: unknown,
  connection: Database,
  { table, columns }: BarsTable,
  file: string,
): Promise<PanelError> {
  if (error instanceof PanelError) return error;
  return (await badValue(connection, table, columns, file)) ?? (await unreadable(error, file, PanelError));
}

/** The first value of the file that is no ticker, date or number, as an error; undefined if all are. */
async function badValue(
  connection: Database,
  table: string,
  columns: Columns,
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
      remedy: text ? remedyOf(column, columns) : "Every row needs a ticker and a date.",
    });
  }
  return undefined;
}

import { stat } from "node:fs/promises";
import { extname, resolve } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { ErrorContext, TridentError } from "trident-base";

/** A column as the file calls it, and its DuckDB type. */
export interface SourceColumn {
  readonly name: string;
  readonly type: string;
}

/** A file of a table, as DuckDB reads it. */
export interface TableFile<Name extends string> {
  /** What stands after FROM. */
  readonly table: string;
  /** By the names that were asked for; those that may be missing are not in it where they are. */
  readonly columns: ReadonlyMap<Name, SourceColumn>;
}

/** What a file must have, and how to say that it has not. */
export interface TableNeeds<Name extends string> {
  /** What the rows are, for messages: `Bars`. */
  readonly rows: string;
  readonly columns: readonly Name[];
  readonly optional?: readonly Name[];
  readonly Fault: new (what: string, context: ErrorContext) => TridentError;
}

/**
 * Opens a Parquet or CSV file (commas, UTF-8) and finds its columns. Names are matched without regard to case, blanks
 * and underscores. All of CSV is text: a sniffer of types would take 01/02/2024 for one day or another.
 *
 * @throws the Fault of `needs`, naming the file: not there, of neither format, empty, damaged, a column missing or there
 * twice.
 */
export async function openTable<Name extends string>(
  connection: DuckDBConnection,
  file: string,
  needs: TableNeeds<Name>,
): Promise<TableFile<Name>> {
  const { rows, Fault, columns: required, optional = [] } = needs;
  const format = formatOf(file);
  const found = await stat(file).catch((cause: Error) => {
    throw new Fault("there is no such file", { where: [file], remedy: "Check the path.", cause });
  });
  if (!format || !found.isFile()) {
    throw new Fault("this is neither a Parquet nor a CSV file", {
      where: [file],
      remedy: "Give a file that ends in .parquet or .csv.",
    });
  }
  if (found.size === 0) {
    throw new Fault("the file is empty", { where: [file], remedy: `Write it again, with its columns and rows.` });
  }
  const table = tableOf(file, format);
  const { names, types } = await columnsOf(connection, file, format).catch((error) => {
    throw unreadable(error, file, Fault);
  });
  const columns = new Map<Name, SourceColumn>();
  for (const column of [...required, ...optional]) {
    const places = names.flatMap((name, j) => (keyOf(name.written) === keyOf(column) ? [j] : []));
    if (places.length > 1) {
      throw new Fault(`columns ${places.map((j) => `'${names[j]!.written}'`).join(" and ")} are both ${column}`, {
        where: [file],
        remedy: "Rename or remove one of them.",
      });
    }
    const [j] = places;
    if (j !== undefined) columns.set(column, { name: names[j]!.read, type: types[j]! });
  }
  const missing = required.filter((column) => !columns.has(column));
  if (missing.length > 0) {
    const more = optional.length > 0 ? ` and, if there, ${optional.join(", ")}` : "";
    throw new Fault(`${missing.length > 1 ? "columns" : "column"} ${missing.join(", ")} missing`, {
      where: [file],
      remedy: `${rows} need ${required.join(", ")}${more}; this file has ${names.map(({ written }) => written).join(", ")}.`,
    });
  }
  return { table, columns };
}

/** What kind of file this is by its name; undefined if neither. */
export function formatOf(file: string): "parquet" | "csv" | undefined {
  const extension = extname(file).toLowerCase();
  return extension === ".parquet" ? "parquet" : extension === ".csv" ? "csv" : undefined;
}

/** SQL of the days since 1970-01-01, or of NULL for what is no date of the years 1 to 9999 (or midnight of one, UTC). */
export function dayNumber(column: string, type: string): string {
  const iso = String.raw`\d{4}-\d{2}-\d{2}([T ]00:00(:00(\.0+)?)?(Z|[+-]00:?00)?)?`;
  const day =
    type === "DATE"
      ? `${column} - DATE '1970-01-01'`
      : type === "VARCHAR"
        ? `CASE WHEN regexp_full_match(${column}, '${iso}') THEN TRY_CAST(left(${column}, 10) AS DATE) - DATE '1970-01-01' END`
        : `CASE WHEN epoch_us(${column}) % 86400000000 = 0 THEN epoch_us(${column}) // 86400000000 END`;
  return `CASE WHEN ${day} BETWEEN -719162 AND 2932896 THEN CAST(${day} AS INTEGER) END`;
}

/** DuckDB's own words for a file that it cannot read, without its advice on SQL options. */
export function unreadable<Fault extends TridentError>(
  error: unknown,
  file: string,
  Fault: new (what: string, context: ErrorContext) => Fault,
): Fault {
  const [said = ""] = String(error instanceof Error ? error.message : error).split(/\n\s*(?:Possible|LINE \d|\^)/);
  const words = said.includes("Error when sniffing")
    ? "its lines do not have the same number of columns, or a quotation mark is left open"
    : // Without the kind of error that it calls it.
      said.replace(/^[A-Z][A-Za-z ]* Error: /, "");
  return new Fault(`the file cannot be read: ${words.trim().replaceAll(/\s*\n\s*/g, "; ")}`, {
    where: [file],
    remedy: `Write it again as ${formatOf(file) === "parquet" ? "Parquet" : "comma-separated text with a header line"}.`,
    cause: error,
  });
}

/** The file as a table of DuckDB's. The path is a quoted literal in which no character is a wildcard. */
function tableOf(file: string, format: "parquet" | "csv", header = true): string {
  const path = pathOf(file);
  return format === "parquet"
    ? `read_parquet(${path}, hive_partitioning = false, binary_as_string = true)`
    : `read_csv(${path}, hive_partitioning = false, all_varchar = true, header = ${header}, skip = 0, delim = ',',
        quote = '"', escape = '"', comment = '', ignore_errors = false, null_padding = false)`;
}

const pathOf = (file: string): string => `'${resolve(file).replaceAll(/[*?[]/g, "[$&]").replaceAll("'", "''")}'`;

/** A column's name without regard to case, blanks and underscores. */
const keyOf = (name: string): string => name.toLowerCase().replaceAll(/[\s_]/g, "");

/**
 * The columns by the names that the file writes and that DuckDB reads them by: the second of two columns of one name
 * gets a new one from it.
 */
async function columnsOf(connection: DuckDBConnection, file: string, format: "parquet" | "csv") {
  const head = await connection.run(`SELECT * FROM ${tableOf(file, format)} LIMIT 0`);
  const read = head.columnNames();
  const written = format === "csv" ? await csvHeader(connection, file) : await parquetHeader(connection, file);
  return {
    names: read.map((name, j) => ({ read: name, written: written[j] ?? name })),
    types: read.map((_, j) => String(head.columnType(j))),
  };
}

async function csvHeader(connection: DuckDBConnection, file: string): Promise<readonly string[]> {
  const line = await connection.runAndReadAll(`SELECT * FROM ${tableOf(file, "csv", false)} LIMIT 1`);
  return (line.getRows()[0] ?? []).map(String);
}

/** Parquet's schema is a tree, listed from its root down; columns are the root's children. */
async function parquetHeader(connection: DuckDBConnection, file: string): Promise<readonly string[]> {
  const schema = await connection.runAndReadAll(`SELECT name, num_children FROM parquet_schema(${pathOf(file)})`);
  const names: string[] = [];
  let within = 0;
  for (const [name, children] of schema.getRows().slice(1)) {
    if (within === 0) names.push(String(name));
    else within--;
    within += Number(children ?? 0);
  }
  return names;
}

import { stat } from "node:fs/promises";
import { resolve, sep } from "node:path";
import type { ErrorContext, TridentError } from "trident-base";
import { csvFault, firstRecords, type Packing, packingOf } from "./csvFault.ts";
import type { Database } from "./database.ts";
import { longTable, wideHeader } from "./wideTable.ts";

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
  /** The file's other columns, as it writes them. */
  readonly others: readonly string[];
}

/** What a file must have, and how to say that it has not. */
export interface TableNeeds<Name extends string> {
  /** What the rows are, for messages: `Bars`. */
  readonly rows: string;
  readonly columns: readonly Name[];
  readonly optional?: readonly Name[];
  /** Other names that a column goes by. */
  readonly aliases?: Partial<Readonly<Record<Name, readonly string[]>>>;
  /** What to do about a column that is missing, where more can be said than which are needed. */
  readonly recipes?: Partial<Readonly<Record<Name, string>>>;
  readonly Fault: new (what: string, context: ErrorContext) => TridentError;
}

/**
 * Opens a Parquet or CSV file (commas, UTF-8, plain or gzip) and finds its columns. Names are matched without regard to
 * case, blanks, underscores, hyphens and full stops. A column that the file lacks is taken from a folder of its path
 * that is named for it, as Hive and Spark write them: `ticker=AAPL/part-0.parquet`. A table of two header lines, prices
 * over tickers, is read as one row a ticker and date. All of CSV is text: a sniffer of types would take 01/02/2024 for
 * one day or another.
 *
 * @throws the Fault of `needs`, naming the file: not there, of neither format, empty, damaged, a column missing or there
 * twice.
 */
export async function openTable<Name extends string>(
  connection: Database,
  file: string,
  needs: TableNeeds<Name>,
): Promise<TableFile<Name>> {
  const { rows, Fault, columns: required, optional = [], aliases, recipes } = needs;
  const format = formatOf(file);
  const found = await stat(file).catch((cause: Error) => {
    throw new Fault("there is no such file", { where: [file], remedy: "Check the path.", cause });
  });
  if (!format || !found.isFile()) {
    throw new Fault("this is neither a Parquet nor a CSV file", {
      where: [file],
      remedy: "Give a file that ends in .parquet, .pq, .csv or .csv.gz.",
    });
  }
  if (found.size === 0) {
    throw new Fault("the file is empty", { where: [file], remedy: `Write it again, with its columns and rows.` });
  }
  const packing = format === "csv" ? await packingOf(file) : "none";
  const strange = STRANGE[packing];
  if (strange) throw new Fault(strange[0], { where: [file], remedy: strange[1] });
  const { table, names, types } = await columnsOf(connection, file, format, packing).catch(async (error) => {
    throw await unreadable(error, file, Fault);
  });
  const columns = new Map<Name, SourceColumn>();
  const used = new Set<number>();
  const given = new Map<Name, string>();
  for (const column of [...required, ...optional]) {
    const keys = [column, ...(aliases?.[column] ?? [])].map(keyOf);
    const places = names.flatMap((name, j) => (keys.includes(keyOf(name.written)) ? [j] : []));
    if (places.length > 1) {
      throw new Fault(`columns ${places.map((j) => `'${names[j]!.written}'`).join(" and ")} are both ${column}`, {
        where: [file],
        remedy: "Rename or remove one of them.",
      });
    }
    const [j] = places;
    if (j !== undefined) {
      used.add(j);
      columns.set(column, { name: names[j]!.read, type: types[j]! });
      continue;
    }
    const value = fromFolder(file, column);
    if (value === undefined) continue;
    given.set(column, value);
    columns.set(column, { name: column, type: "VARCHAR" });
  }
  const missing = required.filter((column) => !columns.has(column));
  if (missing.length > 0) {
    const fault = format === "csv" ? await csvFault(file, packing) : undefined;
    if (fault) throw new Fault(`the file cannot be read: ${fault}`, { where: [file], remedy: AS_TEXT });
    const more = optional.length > 0 ? ` and, if there, ${optional.join(", ")}` : "";
    const recipe = missing.length === 1 ? recipes?.[missing[0]!] : undefined;
    throw new Fault(`${missing.length > 1 ? "columns" : "column"} ${missing.join(", ")} missing`, {
      where: [file],
      remedy:
        recipe ??
        `${rows} need ${required.join(", ")}${more}; this file has ${shortened(names.map(({ written }) => written).join(", "))}.`,
    });
  }
  const constants = [...given].map(([column, value]) => `'${value.replaceAll("'", "''")}' AS "${column}"`);
  return {
    table: constants.length > 0 ? `(SELECT *, ${constants.join(", ")} FROM ${table})` : table,
    columns,
    others: names.flatMap(({ written }, j) => (used.has(j) ? [] : [written])),
  };
}

const AS_TEXT = "Write it again as comma-separated UTF-8 text with a header line.";
const STRANGE: Partial<Readonly<Record<Packing, readonly [what: string, remedy: string]>>> = {
  "utf-16": ["the file is UTF-16 text", AS_TEXT],
  parquet: ["the file is Parquet, not CSV", "Rename it so that it ends in .parquet."],
  zip: ["the file is a ZIP archive", "Unpack it, or pack it with gzip."],
  zstd: ["the file is packed with zstd", "Unpack it, or pack it with gzip."],
};

/** The value that a folder of the path gives a column: `NAME=VALUE`, the innermost one. */
function fromFolder(file: string, column: string): string | undefined {
  for (const folder of resolve(file).split(sep).slice(0, -1).reverse()) {
    const at = folder.indexOf("=");
    if (at > 0 && keyOf(folder.slice(0, at)) === keyOf(column)) return decoded(folder.slice(at + 1));
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What kind of file this is by its name; undefined if neither. */
export function formatOf(file: string): "parquet" | "csv" | undefined {
  if (/.\.(parquet|parq|pq)$/i.test(file)) return "parquet";
  return /.\.csv(\.gz)?$/i.test(file) ? "csv" : undefined;
}

/**
 * SQL of the days since 1970-01-01, or of NULL for what is no date of the years 1 to 9999 or midnight of one: of text, at
 * whatever place it is written for; of a timestamp, UTC. A number is none: it may count days, seconds or write 20240131.
 */
export function dayNumber(column: string, type: string): string {
  const iso = String.raw`\d{4}-\d{2}-\d{2}([T ]00:00(:00(\.0+)?)?(Z|[+-]\d{2}:?\d{2})?)?`;
  const day =
    type === "DATE"
      ? `${column} - DATE '1970-01-01'`
      : type === "VARCHAR"
        ? `CASE WHEN regexp_full_match(${column}, '${iso}') THEN TRY_CAST(left(${column}, 10) AS DATE) - DATE '1970-01-01' END`
        : /^TIMESTAMP/.test(type)
          ? `CASE WHEN epoch_us(${column}) % 86400000000 = 0 THEN epoch_us(${column}) // 86400000000 END`
          : "NULL";
  return `CASE WHEN ${day} BETWEEN -719162 AND 2932896 THEN CAST(${day} AS INTEGER) END`;
}

/**
 * What keeps a file from being read: for CSV with the line at fault; else DuckDB's own words, without its advice on SQL
 * options.
 */
export async function unreadable<Fault extends TridentError>(
  error: unknown,
  file: string,
  Fault: new (what: string, context: ErrorContext) => Fault,
): Promise<Fault> {
  const text = formatOf(file) === "csv";
  const fault = text
    ? await packingOf(file)
        .then((packing) => csvFault(file, packing))
        .catch((cause: Error) => cause.message)
    : undefined;
  const [said = ""] = String(error instanceof Error ? error.message : error).split(/\n\s*(?:Possible|LINE \d|\^)/);
  // Without the kind of error that it calls it.
  const words = fault ?? said.replace(/^[A-Z][A-Za-z ]* Error: /, "");
  return new Fault(`the file cannot be read: ${shortened(words.trim().replaceAll(/\s*\n\s*/g, "; "))}`, {
    where: [file],
    remedy: text ? AS_TEXT : "Write it again as Parquet.",
    cause: error,
  });
}

const MOST_WORDS = 300;
const shortened = (text: string): string => (text.length > MOST_WORDS ? `${text.slice(0, MOST_WORDS)} ...` : text);

/** The file as a table of DuckDB's. The path is a quoted literal in which no character is a wildcard. */
function tableOf(
  file: string,
  format: "parquet" | "csv",
  packing: Packing,
  options = "header = true, skip = 0",
): string {
  const path = quotedPath(file);
  return format === "parquet"
    ? `read_parquet(${path}, hive_partitioning = false, binary_as_string = true)`
    : `read_csv(${path}, hive_partitioning = false, all_varchar = true, ${options}, delim = ',', quote = '"',
        escape = '"', comment = '', ignore_errors = false, null_padding = false,
        compression = '${packing === "gzip" ? "gzip" : "none"}')`;
}

/** A path as SQL writes it; no character of it is a wildcard. */
export const quotedPath = (file: string): string =>
  `'${resolve(file).replaceAll(/[*?[]/g, "[$&]").replaceAll("'", "''")}'`;

/** A column's name without regard to case, blanks, underscores, hyphens and full stops. */
const keyOf = (name: string): string => name.toLowerCase().replaceAll(/[\s_.-]/g, "");

/**
 * The columns by the names that the file writes and that DuckDB reads them by: the second of two columns of one name
 * gets a new one from it.
 */
async function columnsOf(
  connection: Database,
  file: string,
  format: "parquet" | "csv",
  packing: Packing,
): Promise<{ table: string; names: readonly { read: string; written: string }[]; types: readonly string[] }> {
  const lines = format === "csv" ? await firstRecords(file, packing, 3) : [];
  const wide = wideHeader(lines);
  const table = wide
    ? longTable(wide, (skip) => wideRows(file, packing, skip, lines[0]!.length))
    : tableOf(file, format, packing);
  const head = await connection.run(`SELECT * FROM ${table} LIMIT 0`);
  const read = head.columnNames();
  const written = format === "parquet" ? await parquetHeader(connection, file) : wide ? read : (lines[0] ?? []);
  return {
    table,
    names: read.map((name, j) => ({ read: name, written: written[j] ?? name })),
    types: read.map((_, j) => String(head.columnType(j))),
  };
}

/** The rows of a table after its header, with columns `c0`, `c1` and so on. */
function wideRows(file: string, packing: Packing, skip: number, width: number): string {
  const columns = Array.from({ length: width }, (_, j) => `'c${j}': 'VARCHAR'`);
  return tableOf(file, "csv", packing, `header = false, skip = ${skip}, columns = {${columns.join(", ")}}`).replace(
    "all_varchar = true, ",
    "",
  );
}

/** Parquet's schema is a tree, listed from its root down; columns are the root's children. */
async function parquetHeader(connection: Database, file: string): Promise<readonly string[]> {
  const schema = await connection.runAndReadAll(`SELECT name, num_children FROM parquet_schema(${quotedPath(file)})`);
  const names: string[] = [];
  let within = 0;
  for (const [name, children] of schema.getRows().slice(1)) {
    if (within === 0) names.push(String(name));
    else within--;
    within += Number(children ?? 0);
  }
  return names;
}

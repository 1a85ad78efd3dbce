import type { ErrorContext, TridentError } from "trident-base";
import {
  type Database,
  dayNumber,
  openTable,
  quotedIdentifier,
  quotedString,
  type SourceColumn,
  takeChunkColumn,
  unreadable,
  withDuckDB,
} from "../files/index.ts";

/** What a column of such a file holds. */
type Kind = "number" | "date" | "text";

/** What a file of rows by ticker and date must have beside these two, and what it may have. */
export interface KeyedNeeds<Name extends string> {
  /** What the rows are, for messages: `Predictions`. */
  readonly rows: string;
  readonly columns: Readonly<Partial<Record<Name, Kind>>>;
  readonly optional?: Readonly<Partial<Record<Name, Kind>>>;
  readonly aliases?: Partial<Readonly<Record<Name | "ticker" | "date", readonly string[]>>>;
  readonly Fault: new (what: string, context: ErrorContext) => TridentError;
}

/** A file of rows by ticker and date, in its own order. */
export interface KeyedTable<Name extends string> {
  readonly file: string;
  readonly rows: number;
  /** All tickers, in the order of their bytes, and the place of each row's among them. */
  readonly names: readonly string[];
  readonly ticker: Int32Array;
  /** Days since 1970-01-01. */
  readonly date: Int32Array;
  /** Numbers, days since 1970-01-01, or places among `texts`; NaN where there is no value. */
  readonly columns: ReadonlyMap<Name, Float64Array>;
  readonly texts: ReadonlyMap<Name, readonly string[]>;
}

const NO_DATE = -2_147_483_648;

/**
 * Reads a Parquet or CSV file of rows by ticker and date: predictions, labels, folds. Dates are dates, timestamps at
 * midnight or text YYYY-MM-DD; nothing else is guessed at.
 *
 * @throws the Fault of `needs`, naming the file: as `openTable` does, or for the first value that is not what its column
 * holds.
 */
export function readKeyed<Name extends string>(file: string, needs: KeyedNeeds<Name>): Promise<KeyedTable<Name>> {
  return withDuckDB(async (connection) => {
    const kinds = { ...needs.columns, ...needs.optional } as Readonly<Partial<Record<string, Kind>>>;
    const { table, columns } = await openTable<string>(connection, file, {
      rows: needs.rows,
      columns: ["ticker", "date", ...Object.keys(needs.columns)],
      optional: Object.keys(needs.optional ?? {}),
      aliases: (needs.aliases ?? {}) as Readonly<Record<string, readonly string[]>>,
      Fault: needs.Fault,
    });
    const source: Source = { connection, table, file, columns, kindOf: (name) => kindOf(name, kinds) };
    await checkValues(source, needs.Fault);
    return read<Name>(source, kinds).catch(async (error) => {
      throw await unreadable(error, file, needs.Fault);
    });
  });
}

interface Source {
  readonly connection: Database;
  readonly table: string;
  readonly file: string;
  readonly columns: ReadonlyMap<string, SourceColumn>;
  readonly kindOf: (name: string) => Kind;
}

function kindOf(name: string, kinds: Readonly<Partial<Record<string, Kind>>>): Kind {
  return name === "ticker" ? "text" : name === "date" ? "date" : kinds[name]!;
}

const textOf = ({ name }: SourceColumn): string => `nullif(CAST(${quotedIdentifier(name)} AS VARCHAR), '')`;

/** SQL of a value as a number; NULL where there is none or where it is not what the column holds. */
function numberOf(column: SourceColumn, kind: Kind): string {
  const name = quotedIdentifier(column.name);
  if (kind === "date") return dayNumber(name, column.type);
  return column.type === "VARCHAR" ? `TRY_CAST(trim(${name}) AS DOUBLE)` : `TRY_CAST(${name} AS DOUBLE)`;
}

/** @throws naming the first value that is no ticker, date or number. A ticker and a date are in every row. */
async function checkValues(
  { connection, table, file, columns, kindOf: of }: Source,
  Fault: KeyedNeeds<string>["Fault"],
): Promise<void> {
  for (const [name, column] of columns) {
    const isKey = name === "ticker" || name === "date";
    const kind = of(name);
    if (kind === "text" && !isKey) continue;
    const value = kind === "text" ? textOf(column) : numberOf(column, kind);
    const bad = isKey ? `${value} IS NULL` : `${value} IS NULL AND ${textOf(column)} IS NOT NULL`;
    const shown = [quotedIdentifier(column.name), quotedIdentifier(columns.get("ticker")!.name)];
    const found = await connection.runAndReadAll(
      `SELECT ${shown.map((each) => `CAST(${each} AS VARCHAR)`).join(", ")} FROM ${table} WHERE ${bad} LIMIT 1`,
    );
    const [row] = found.getRows();
    if (!row) continue;
    throw new Fault(row[0] === null ? `a row has no ${name}` : `${name} is '${row[0]}', not a ${kind}`, {
      where: [file, ...(name === "ticker" || row[1] === null ? [] : [String(row[1])])],
      remedy:
        kind === "date"
          ? "Write a date, a timestamp at midnight without a time zone, or text YYYY-MM-DD."
          : `Give every row a ${kind}, or leave it out.`,
    });
  }
}

async function read<Name extends string>(
  { connection, table, file, columns, kindOf: of }: Source,
  kinds: Readonly<Partial<Record<string, Kind>>>,
): Promise<KeyedTable<Name>> {
  const texts = new Map<string, readonly string[]>();
  const codeOf = async (name: string): Promise<string> => {
    const text = textOf(columns.get(name)!);
    const distinct = await connection.runAndReadAll(
      `SELECT DISTINCT ${text} AS v FROM ${table} WHERE v IS NOT NULL ORDER BY v`,
    );
    const values = (distinct.getColumns()[0] ?? []) as string[];
    const type = `t${texts.size}`;
    texts.set(name, values);
    await connection.run(`CREATE TEMP TYPE ${type} AS ENUM (${values.map(quotedString).join(", ") || "''"})`);
    return `enum_code(CAST(${text} AS ${type}))`;
  };
  const others = [...columns.keys()].filter((name) => kinds[name] !== undefined);
  const selected = [
    `CAST(${await codeOf("ticker")} AS INTEGER)`,
    `coalesce(${numberOf(columns.get("date")!, "date")}, ${NO_DATE})`,
  ];
  for (const name of others) {
    const value = of(name) === "text" ? await codeOf(name) : numberOf(columns.get(name)!, of(name));
    selected.push(`coalesce(CAST(${value} AS DOUBLE), CAST('nan' AS DOUBLE))`);
  }
  const result = await connection.run(`SELECT ${selected.join(", ")} FROM ${table}`);
  const rows = result.rowCount;
  const [ticker, date] = [new Int32Array(rows), new Int32Array(rows)];
  const values = others.map(() => new Float64Array(rows));
  const targets = [ticker, date, ...values];
  let at = 0;
  for (const chunk of await result.fetchAllChunks()) {
    for (const [j, target] of targets.entries()) takeChunkColumn(chunk, j, target, at);
    at += chunk.rowCount;
  }
  return {
    ...{ file, rows, ticker, date, names: texts.get("ticker")! },
    columns: new Map(others.map((name, j) => [name as Name, values[j]!])),
    texts: texts as ReadonlyMap<string, readonly string[]> as ReadonlyMap<Name, readonly string[]>,
  };
}

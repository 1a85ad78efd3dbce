import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type Database, formatOf, quotedPath, quotedString } from "../files/index.ts";
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

/** What several files hold. */
export interface CountedBars {
  /** File by file. */
  readonly contents: readonly FileContents[];
  /** The dates on which any ticker has a bar, in no order. */
  readonly dates: ReadonlySet<number>;
}

/** Files that are counted at once, at most, and their bytes: small ones cost more by the query than by the row. */
const AT_ONCE = 100;
const BYTES_AT_ONCE = 1 << 24;

/**
 * Counts the bars of files by ticker, lists their dates, and looks in which order they come.
 *
 * @throws PanelError as `readFile` does for tickers, dates and numbers that are none.
 */
export async function countBars(connection: Database, files: readonly string[]): Promise<CountedBars> {
  const contents: FileContents[] = [];
  const dates = new Set<number>();
  const count = async (batch: readonly OpenFile[]): Promise<void> => {
    const counted = await countOf(connection, batch);
    contents.push(...counted.contents);
    for (const date of counted.dates) dates.add(date);
  };
  for await (const batch of batches(connection, files)) {
    await count(batch).catch(async () => {
      // Some file is at fault: which one shows when each is counted by itself.
      for (const each of batch) {
        await count([each]).catch(async (error) => {
          throw await faultOf(error, connection, each.bars, each.file);
        });
      }
    });
  }
  return { contents, dates };
}

interface OpenFile {
  readonly file: string;
  readonly bars: BarsTable;
}

async function* batches(connection: Database, files: readonly string[]): AsyncGenerator<readonly OpenFile[]> {
  let batch: OpenFile[] = [];
  let bytes = 0;
  for (const file of files) {
    const bars = await openBars(connection, file);
    const { size } = await stat(file);
    if (batch.length > 0 && (batch.length === AT_ONCE || bytes + size > BYTES_AT_ONCE)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push({ file, bars });
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** All bars of the files as rows of (file, name, day, known), in their order. */
function rowsOf(batch: readonly OpenFile[]): string {
  const each = batch.map(({ bars: { table, columns } }, k) => {
    const prices = NUMBERS.filter((column) => column !== "volume" && columns.has(column));
    const known = prices.map((column) => `coalesce(NOT isnan(${asNumber(columns, column)}), false)`).join(" OR ");
    return `SELECT ${k} AS file, nullif(${textOf(columns)}, '') AS name, ${dayOf(columns)} AS day, ${known} AS known FROM ${table}`;
  });
  return `(${each.join(" UNION ALL ")})`;
}

async function countOf(connection: Database, batch: readonly OpenFile[]): Promise<CountedBars> {
  const query = async (text: string) => (await connection.runAndReadAll(text)).getRows();
  let rows = rowsOf(batch);
  if (batch.length > 1) {
    await connection.run(`CREATE OR REPLACE TEMP TABLE counted AS FROM ${rows}`);
    rows = "counted";
  }
  const [byName, days, order, groups] = await Promise.all([
    query(`SELECT file, name, sum(known::INT)::INT, sum((NOT known)::INT)::INT, min(day) FILTER (known),
      max(day) FILTER (known) FROM ${rows} GROUP BY file, name`),
    query(`SELECT day, bool_or(known) FROM ${rows} GROUP BY day`),
    query(`SELECT DISTINCT file FROM (SELECT file, name, day, lag(file) OVER () AS file_before,
      lag(name) OVER () AS name_before, lag(day) OVER () AS day_before FROM ${rows} WHERE known)
      WHERE file = file_before AND (name < name_before OR (name = name_before AND day < day_before))`),
    rowGroups(connection, batch),
  ]);
  if (byName.some(([, name]) => name === null) || days.some(([date]) => date === null)) {
    throw new Error("a ticker or a date is missing");
  }
  const reordered = new Set(order.map(([file]) => file));
  const ofFile = batch.map((): CountOfTicker[] => []);
  for (const [file, ...count] of byName) ofFile[file as number]!.push(count as readonly unknown[] as CountOfTicker);
  const contents = batch.map(({ file, bars: { columns, adjustment } }, k): FileContents => {
    const counts = ofFile[k]!;
    for (const [name] of counts) checkTicker(name, file);
    const having = counts.filter(([, bars]) => bars > 0);
    return {
      bars: new Map(counts.map(([name, bars]) => [name, bars])),
      tickers: having.map(([name]) => name).sort(compareBytes),
      missing: counts.reduce((sum, [, , missing]) => sum + missing, 0),
      spans: new Map(having.map(([name, , , first, last]) => [name, [first, last]])),
      reordered: reordered.has(k),
      blocks: groups.get(file) ?? oneBlock(counts),
      adjusted: columns.has("adj_close"),
      adjustment,
    };
  });
  return { contents, dates: new Set(days.flatMap(([date, any]) => (any ? [date as number] : []))) };
}

/** Bars and bars of nulls of a ticker; its first and last date, null where it has no bars. */
type CountOfTicker = readonly [name: string, bars: number, missing: number, first: number, last: number];

/** A file that has to be read as a whole. */
function oneBlock(counts: readonly CountOfTicker[]): readonly Block[] {
  const names = counts.map(([name]) => name).sort(compareBytes);
  const rows = counts.reduce((sum, [, bars, missing]) => sum + bars + missing, 0);
  return names.length === 0 ? [] : [{ first: names[0]!, last: names.at(-1)!, rows }];
}

/** By file the row groups of those Parquet files whose tickers are told by their footers. */
async function rowGroups(
  connection: Database,
  batch: readonly OpenFile[],
): Promise<ReadonlyMap<string, readonly Block[]>> {
  const told = batch.flatMap(({ file, bars: { columns } }) => {
    const { name, type } = columns.get("ticker")!;
    return formatOf(file) === "parquet" && type === "VARCHAR" ? [{ file, name }] : [];
  });
  if (told.length === 0) return new Map();
  const found = await connection.runAndReadAll(
    `SELECT file_name, path_in_schema, stats_min_value, stats_max_value, row_group_num_rows::INT
      FROM parquet_metadata([${told.map(({ file }) => quotedPath(file)).join(", ")}])
      WHERE path_in_schema IN (${told.map(({ name }) => quotedString(name)).join(", ")})
      ORDER BY file_name, row_group_id`,
  );
  const placeOf = new Map(told.map(({ file }, k) => [resolve(file), k]));
  const blocks = told.map((): { first: unknown; last: unknown; rows: unknown }[] => []);
  for (const [file, column, first, last, rows] of found.getRows()) {
    const k = placeOf.get(file as string);
    if (k !== undefined && told[k]!.name === column) blocks[k]!.push({ first, last, rows });
  }
  return new Map(
    told.flatMap(({ file }, k) => {
      const mine = blocks[k]!;
      if (mine.length === 0 || mine.some(({ first, last }) => first === null || last === null)) return [];
      return [[file, mine as readonly unknown[] as readonly Block[]] as const];
    }),
  );
}

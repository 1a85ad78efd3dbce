import { UsageError } from "trident-base";
import { type Database, openTable, quotedIdentifier, withDuckDB } from "../files/index.ts";
import type { DecisionColumns } from "./decisions.ts";

const NUMBERS = ["score", "profit", "stop", "horizon"] as const;
const COLUMNS = ["ticker", "date", ...NUMBERS] as const;
const DECISIONS = { rows: "Decisions", columns: COLUMNS, Fault: UsageError } as const;
/** A day, or the midnight (UTC) that it begins with. */
const DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00(:00([.]0+)?)?(Z|[+-]00(:?00)?)?)?";

/**
 * Reads decisions from a Parquet or CSV file (commas, UTF-8) with the columns ticker, date, score, profit, stop and
 * horizon. Dates are dates, timestamps at midnight or text YYYY-MM-DD; nothing else is guessed at.
 *
 * @throws UsageError naming the file: not there, a column missing or twice, a value that is not what its column holds.
 */
export async function readDecisions(file: string): Promise<DecisionColumns> {
  return withDuckDB((connection) => read(connection, file)).catch((error: unknown) => {
    if (error instanceof UsageError) throw error;
    // Its own words, without the kind of error that it calls it.
    const [said = ""] = String(error instanceof Error ? error.message : error).split("\n");
    throw new UsageError(`the decisions cannot be read: ${said.replace(/^[A-Z][A-Za-z ]* Error: /, "")}`, {
      where: [file],
      remedy: "They need a ticker, a date and four numbers in every row; CSV has commas between all of them.",
      cause: error,
    });
  });
}

async function read(connection: Database, file: string): Promise<DecisionColumns> {
  const { table, columns: found } = await openTable(connection, file, DECISIONS);
  const name = (column: (typeof COLUMNS)[number]) => quotedIdentifier(found.get(column)!.name);
  const date = name("date");
  const columns = await connection.runAndReadAll(
    `SELECT CAST(${name("ticker")} AS VARCHAR), CASE WHEN regexp_full_match(CAST(${date} AS VARCHAR), '${DATE}')
          THEN CAST(CAST(left(CAST(${date} AS VARCHAR), 10) AS DATE) - DATE '1970-01-01' AS INTEGER)
          WHEN ${date} IS NOT NULL THEN error(concat('the date ', ${date}, ' is not YYYY-MM-DD')) END,
        ${NUMBERS.map((each) => `CAST(${name(each)} AS DOUBLE)`).join(", ")} FROM ${table}`,
  );
  const [ticker = [], day = [], ...numbers] = columns.getColumnsJS();
  const hole = [ticker, day, ...numbers].findIndex((values) => values.includes(null));
  if (hole >= 0) {
    throw new UsageError(`column ${COLUMNS[hole]} has a row without a value`, { where: [file] });
  }
  const [score = [], profit = [], stop = [], horizon = []] = numbers as number[][];
  return { ticker: ticker as string[], date: day as number[], score, profit, stop, horizon };
}

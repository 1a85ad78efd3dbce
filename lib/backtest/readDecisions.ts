import { stat } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { DuckDBInstance, quotedString } from "@duckdb/node-api";
import { UsageError } from "../runtime/index.ts";
import type { DecisionColumns } from "./decisions.ts";

const NUMBERS = ["score", "profit", "stop", "horizon"] as const;
const COLUMNS = ["ticker", "date", ...NUMBERS] as const;
/** A day, or the midnight (UTC) that it begins with. */
const DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00(:00([.]0+)?)?(Z|[+-]00(:?00)?)?)?";

/**
 * Reads decisions from a Parquet or CSV file (commas, UTF-8) with the columns ticker, date, score, profit, stop and
 * horizon. Dates are dates, timestamps at midnight or text YYYY-MM-DD; nothing else is guessed at.
 *
 * @throws UsageError naming the file: not there, a column missing or twice, a value that is not what its column holds.
 */
export async function readDecisions(file: string): Promise<DecisionColumns> {
  const format = extname(file).toLowerCase();
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile() || (format !== ".parquet" && format !== ".csv")) {
    throw new UsageError(found ? "this is neither a Parquet nor a CSV file" : "there is no such file", {
      where: [file],
      remedy: "Give decisions as a .parquet or .csv file.",
    });
  }
  const path = quotedString(resolve(file).replaceAll(/[*?[]/g, "[$&]"));
  // Types are ours to give: a sniffer would take 01/02/2024 for one day or another.
  const csv = (header: boolean) =>
    `read_csv(${path}, header = ${header}, all_varchar = true, skip = 0, delim = ',', quote = '"', escape = '"')`;
  const table = format === ".parquet" ? `read_parquet(${path})` : csv(true);
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    if (format === ".csv") {
      const [head = []] = (await connection.runAndReadAll(`SELECT * FROM ${csv(false)} LIMIT 1`)).getRows();
      const names = head.map((name) => String(name).toLowerCase());
      const twin = COLUMNS.find((column) => names.indexOf(column) !== names.lastIndexOf(column));
      if (twin) throw new UsageError(`column ${twin} is there twice`, { where: [file], remedy: "Remove one of them." });
    }
    const columns = await connection.runAndReadAll(
      `SELECT CAST(ticker AS VARCHAR), CASE WHEN regexp_full_match(CAST(date AS VARCHAR), '${DATE}')
          THEN CAST(CAST(left(CAST(date AS VARCHAR), 10) AS DATE) - DATE '1970-01-01' AS INTEGER)
          WHEN date IS NOT NULL THEN error(concat('the date ', date, ' is not YYYY-MM-DD')) END,
        ${NUMBERS.map((name) => `CAST(${name} AS DOUBLE)`).join(", ")} FROM ${table}`,
    );
    const [ticker = [], date = [], ...numbers] = columns.getColumnsJS();
    const hole = [ticker, date, ...numbers].findIndex((values) => values.includes(null));
    if (hole >= 0) {
      const name = COLUMNS[hole]!;
      throw new UsageError(`column ${name} has a row without a value`, { where: [file] });
    }
    const [score = [], profit = [], stop = [], horizon = []] = numbers as number[][];
    return { ticker: ticker as string[], date: date as number[], score, profit, stop, horizon };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const [said = ""] = String(error instanceof Error ? error.message : error).split("\n");
    throw new UsageError(`the decisions cannot be read: ${said}`, {
      where: [file],
      remedy:
        "They need the columns ticker, date, score, profit, stop and horizon; CSV has commas between all of them.",
      cause: error,
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

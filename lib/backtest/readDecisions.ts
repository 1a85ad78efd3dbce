import { stat } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { DuckDBInstance, quotedString } from "@duckdb/node-api";
import { UsageError } from "../runtime/index.ts";
import type { DecisionColumns } from "./decisions.ts";

const NUMBERS = ["score", "profit", "stop", "horizon"] as const;

/**
 * Reads decisions from a Parquet or CSV file with the columns ticker, date, score, profit, stop and horizon.
 *
 * @throws UsageError naming the file: not there, a column missing, a value that is not what its column holds.
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
  const table = format === ".parquet" ? `read_parquet(${path})` : `read_csv(${path}, header = true)`;
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const columns = await connection.runAndReadAll(
      `SELECT CAST(ticker AS VARCHAR), CAST(CAST(date AS DATE) - DATE '1970-01-01' AS INTEGER),
        ${NUMBERS.map((name) => `CAST(${name} AS DOUBLE)`).join(", ")} FROM ${table}`,
    );
    const [ticker = [], date = [], ...numbers] = columns.getColumnsJS();
    const hole = [ticker, date, ...numbers].findIndex((values) => values.includes(null));
    if (hole >= 0) {
      const name = ["ticker", "date", ...NUMBERS][hole]!;
      throw new UsageError(`column ${name} has a row without a value`, { where: [file] });
    }
    const [score = [], profit = [], stop = [], horizon = []] = numbers as number[][];
    return { ticker: ticker as string[], date: date as number[], score, profit, stop, horizon };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const [said = ""] = String(error instanceof Error ? error.message : error).split("\n");
    throw new UsageError(`the decisions cannot be read: ${said}`, {
      where: [file],
      remedy: "They need the columns ticker, date, score, profit, stop and horizon.",
      cause: error,
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

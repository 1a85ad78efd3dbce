import { stat } from "node:fs/promises";
import { DuckDBInstance, quotedIdentifier } from "@duckdb/node-api";
import { isoDate } from "../runtime/index.ts";
import { PanelError } from "./panel.ts";
import { formatOf, keyOf, tableOf } from "./readFile.ts";

/** One series of closes. */
export interface Closes {
  /** Days since 1970-01-01, ascending, each once. */
  readonly date: Int32Array;
  readonly close: Float64Array;
}

/**
 * The closes of one series from a Parquet or CSV file: its column adj_close, or else close. A file with a column ticker
 * may hold others too. Rows without a close are left out.
 *
 * @param tickers the names that the series may have in a column ticker.
 * @throws PanelError naming the file and the date: no such file, no date or close, none of the tickers, a date that
 * comes twice, a close that is not above 0.
 */
export async function readCloses(file: string, tickers: readonly string[]): Promise<Closes> {
  const format = formatOf(file);
  if (!format || !(await stat(file).catch(() => undefined))?.isFile()) {
    throw new PanelError("there is no such Parquet or CSV file", { where: [file], remedy: "Check the path." });
  }
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  try {
    const table = tableOf(file, format);
    const names = (await connection.run(`SELECT * FROM ${table} LIMIT 0`)).columnNames();
    const column = (key: string) => {
      const name = names.find((each) => keyOf(each) === key);
      return name === undefined ? undefined : quotedIdentifier(name);
    };
    const [date, close, ticker] = [column("date"), column("adjclose") ?? column("close"), column("ticker")];
    if (!date || !close) {
      throw new PanelError("a series of closes needs the columns date and close", {
        where: [file],
        remedy: `This file has ${names.join(", ")}.`,
      });
    }
    const wanted = ticker ? `AND ${ticker} IN (${tickers.map((_, k) => `$${k + 1}`).join(", ")})` : "";
    const answer = await connection.runAndReadAll(
      `SELECT CAST(${date} AS DATE) - DATE '1970-01-01', CAST(${close} AS DOUBLE) FROM ${table}
       WHERE ${close} IS NOT NULL ${wanted} ORDER BY 1`,
      ticker ? [...tickers] : [],
    );
    return checked(answer.getRows() as [bigint, number][], file, tickers);
  } catch (error) {
    if (error instanceof PanelError) throw error;
    throw new PanelError("the file cannot be read as dates and closes", { where: [file], cause: error });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function checked(rows: readonly (readonly [bigint, number])[], file: string, tickers: readonly string[]): Closes {
  if (rows.length === 0) {
    throw new PanelError("there are no closes", {
      where: [file],
      remedy: `Where there is a column ticker, it must have ${tickers.join(" or ")}.`,
    });
  }
  const date = Int32Array.from(rows, ([day]) => Number(day));
  const close = Float64Array.from(rows, ([, value]) => value);
  for (let i = 0; i < date.length; i++) {
    const twice = i > 0 && date[i] === date[i - 1];
    if (!twice && close[i]! > 0 && close[i]! < Number.POSITIVE_INFINITY) continue;
    throw new PanelError(twice ? "two closes on one date" : `close is ${close[i]}, not a price above 0`, {
      where: [file, isoDate(date[i]!)],
      remedy: "Mend or remove the row.",
    });
  }
  return { date, close };
}

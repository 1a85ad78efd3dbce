import { isoDate } from "trident-base";
import { dayNumber, openTable, quotedIdentifier, withDuckDB } from "../files/index.ts";
import { PanelError } from "./panel.ts";

/** One series of closes. */
export interface Closes {
  /** Days since 1970-01-01, ascending, each once. */
  readonly date: Int32Array;
  readonly close: Float64Array;
}

/** What a file of one series must have. */
export const CLOSES = {
  rows: "Closes",
  columns: ["date", "close"],
  optional: ["ticker", "adj_close"],
  Fault: PanelError,
} as const;

/**
 * The closes of one series from a Parquet or CSV file: its column adj_close, or else close. A file with a column ticker
 * may hold others too. Rows without a close are left out.
 *
 * @param tickers the names that the series may have in a column ticker.
 * @throws PanelError naming the file and the date: no such file, no date or close, none of the tickers, a date that
 * comes twice, a close that is not above 0.
 */
export async function readCloses(file: string, tickers: readonly string[]): Promise<Closes> {
  return withDuckDB(async (connection) => {
    const { table, columns } = await openTable(connection, file, CLOSES);
    const [date, close, ticker] = [
      columns.get("date")!,
      columns.get("adj_close") ?? columns.get("close")!,
      columns.get("ticker"),
    ];
    const wanted = ticker
      ? `AND ${quotedIdentifier(ticker.name)} IN (${tickers.map((_, k) => `$${k + 1}`).join(", ")})`
      : "";
    const number = quotedIdentifier(close.name);
    const day = dayNumber(quotedIdentifier(date.name), date.type);
    const answer = await connection
      .runAndReadAll(
        `SELECT ${day} AS day, CAST(${number} AS DOUBLE) FROM ${table} WHERE ${number} IS NOT NULL ${wanted} ORDER BY day NULLS FIRST`,
        ticker ? [...tickers] : [],
      )
      .catch((cause) => {
        throw new PanelError("the file cannot be read as dates and closes", { where: [file], cause });
      });
    return checked(answer.getRows() as [number | null, number][], file, tickers);
  });
}

function checked(
  rows: readonly (readonly [number | null, number])[],
  file: string,
  tickers: readonly string[],
): Closes {
  if (rows.length === 0) {
    throw new PanelError("there are no closes", {
      where: [file],
      remedy: `Where there is a column ticker, it must have ${tickers.join(" or ")}.`,
    });
  }
  if (rows[0]![0] === null) {
    throw new PanelError("a date is none", { where: [file], remedy: "Write dates as YYYY-MM-DD." });
  }
  const date = Int32Array.from(rows, ([day]) => day!);
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

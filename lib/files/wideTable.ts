/** Columns of prices whose first header line names the price, the second the ticker (or the other way round). */
interface WideHeader {
  /** Lines before the first row. */
  readonly lines: number;
  /** Of each ticker the places of its columns, by the names that the file gives them. */
  readonly tickers: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

const PRICES: ReadonlySet<string> = new Set(["open", "high", "low", "close", "adj close", "volume"]);
const MORE: ReadonlySet<string> = new Set([...PRICES, "dividends", "stock splits", "capital gains"]);

/**
 * Reads the header of a table as pandas writes one with two levels of columns, as downloads of many tickers are saved:
 * a line of prices, a line of tickers, and often a third that holds `Date` alone. Undefined for any other header.
 */
export function wideHeader(lines: readonly (readonly string[])[]): WideHeader | undefined {
  const [first = [], second = [], third = []] = lines;
  if (first.length < 5 || second.length !== first.length) return undefined;
  // A second line that begins with a date is the first row of a table of one ticker, with one header line.
  if (/^\d/.test(second[0]!)) return undefined;
  const isPrices = (cells: readonly string[]) => cells.slice(1).every((cell) => MORE.has(cell.toLowerCase()));
  const prices = isPrices(first) ? first : isPrices(second) ? second : undefined;
  if (!prices) return undefined;
  const names = prices === first ? second : first;
  if (names.slice(1).some((name) => name === "")) return undefined;
  const tickers = new Map<string, Map<string, number>>();
  for (let j = 1; j < prices.length; j++) {
    if (!PRICES.has(prices[j]!.toLowerCase())) continue;
    const columns = tickers.get(names[j]!) ?? new Map<string, number>();
    tickers.set(names[j]!, columns.set(prices[j]!, j));
  }
  const dated = /^date/i.test(third[0] ?? "") && third.slice(1).every((cell) => cell === "");
  return { lines: dated ? 3 : 2, tickers };
}

/**
 * SQL of the long table of a wide one: a row a ticker and date, with the columns `ticker` and `date`.
 *
 * @param read makes the SQL that reads the file's rows after so many lines, with columns `c0`, `c1` and so on.
 */
export function longTable({ lines, tickers }: WideHeader, read: (lines: number) => string): string {
  const names = [...new Set([...tickers.values()].flatMap((columns) => [...columns.keys()]))];
  const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
  // One list of structs a row, taken apart: the file is read once, however many tickers it has.
  const structs = [...tickers].map(([ticker, columns]) => {
    const fields = names.map((name) => {
      const place = columns.get(name);
      return `"${name}" := ${place === undefined ? "NULL::VARCHAR" : `c${place}`}`;
    });
    return `struct_pack("ticker" := ${text(ticker)}, ${fields.join(", ")})`;
  });
  return `(SELECT c0 AS "date", unnest([${structs.join(", ")}], recursive := true) FROM ${read(lines)} WHERE c0 IS NOT NULL)`;
}

import { DuckDBInstance } from "@duckdb/node-api";
import { type BarColumns, createPanel, type Panel } from "../../market/index.ts";

/** Columns of a Parquet file, as DuckDB gives them; null becomes NaN. */
export async function readColumns(
  path: string,
  select: string,
  rest = "",
): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const result = await connection.runAndReadAll(`SELECT ${select} FROM '${path}' ${rest}`);
    const columns = result.getColumns();
    return new Map(result.columnNames().map((name, k) => [name, columns[k]!]));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Numbers of a column; null is NaN. */
export function numbers(column: readonly unknown[]): Float64Array {
  return Float64Array.from(column, (value) => (value === null ? Number.NaN : Number(value)));
}

/** A panel of a Parquet file of bars. */
export async function loadPanel(path: string, where = ""): Promise<Panel> {
  const columns = await readColumns(
    path,
    `ticker, date - DATE '1970-01-01' AS date, open::DOUBLE AS open, high::DOUBLE AS high, low::DOUBLE AS low,
     close::DOUBLE AS close, adj_close::DOUBLE AS adj_close, volume::DOUBLE AS volume`,
    where,
  );
  const of = (name: string): Float64Array => numbers(columns.get(name)!);
  const bars: BarColumns = {
    ticker: columns.get("ticker") as readonly string[],
    date: Int32Array.from(of("date")),
    open: of("open"),
    high: of("high"),
    low: of("low"),
    close: of("close"),
    adjClose: of("adj_close"),
    volume: of("volume"),
  };
  return createPanel(bars, { source: path, bias: null });
}

import type { DuckDBValue } from "@duckdb/node-api";
import { quotedIdentifier, quotedString } from "./sqlText.ts";
import { withDuckDB } from "./withDuckDB.ts";

/** A column of a Parquet file and what receives its values, row after row. A null is NaN, or `null` for a text. */
export type ColumnReader =
  | { readonly name: string; readonly as: "number"; readonly put: (row: number, value: number) => void }
  | { readonly name: string; readonly as: "text"; readonly put: (row: number, value: string | null) => void };

/**
 * Reads columns of a Parquet file in the order of its rows, a few thousand rows at a time: what is not kept by `put` is
 * never held. Numbers, booleans (0 and 1) and dates (days since 1970-01-01) come as numbers.
 *
 * @returns the number of rows.
 * @throws what DuckDB says of a file that it cannot read, or of a column that is not there.
 */
export function readParquetColumns(path: string, columns: readonly ColumnReader[]): Promise<number> {
  return withDuckDB(async (connection) => {
    const source = `read_parquet(${quotedString(path)}, hive_partitioning = false)`;
    const types = new Map(
      (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`))
        .getRows()
        .map(([name, type]) => [name, type]),
    );
    const selected = columns.map(({ name, as }) => expression(name, as, types.get(name)));
    const result = await connection.stream(`SELECT ${selected.join(", ")} FROM ${source}`);
    let at = 0;
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      for (const [j, column] of columns.entries()) {
        const vector = chunk.getColumnVector(j);
        const put = column.put as (row: number, value: DuckDBValue) => void;
        for (let i = 0; i < chunk.rowCount; i++) put(at + i, vector.getItem(i));
      }
      at += chunk.rowCount;
    }
    return at;
  });
}

function expression(name: string, as: ColumnReader["as"], type: DuckDBValue | undefined): string {
  const column = quotedIdentifier(name);
  if (as === "text") return `CAST(${column} AS VARCHAR)`;
  const number = type === "DATE" ? `(${column} - DATE '1970-01-01')` : column;
  const wanted = type === "FLOAT" ? "FLOAT" : "DOUBLE";
  return `coalesce(CAST(${number} AS ${wanted}), CAST('nan' AS ${wanted}))`;
}

import { takeChunkColumn } from "./chunkValues.ts";
import { quotedIdentifier, quotedString } from "./sqlText.ts";
import { withDuckDB } from "./withDuckDB.ts";

/**
 * A column of a Parquet file and what receives its values, some thousand rows at a time; `values` are those of the rows
 * from `row` on and are used again for the next ones. A null is NaN. A text comes as its place among `names`, all texts
 * of the column in the order of their bytes; a null is -1.
 */
export type ColumnReader = { readonly name: string } & (
  | { readonly as: "float64"; readonly put: (row: number, values: Float64Array) => void }
  | { readonly as: "float32"; readonly put: (row: number, values: Float32Array) => void }
  | { readonly as: "text"; readonly put: (row: number, values: Int32Array, names: readonly string[]) => void }
);

/** Rows of a chunk of DuckDB's, at most. */
const CHUNK = 2048;

/**
 * Reads columns of a Parquet file in the order of its rows: what is not kept by `put` is never held. Booleans (0 and 1),
 * integers and dates (days since 1970-01-01) come as numbers.
 *
 * @returns the number of rows.
 * @throws what DuckDB says of a file that it cannot read, or of a column that is not there.
 */
export function readParquetColumns(path: string, columns: readonly ColumnReader[]): Promise<number> {
  return withDuckDB(async (connection) => {
    const source = `read_parquet(${quotedString(path)}, hive_partitioning = false)`;
    const query = async (text: string) => (await connection.runAndReadAll(text)).getRows();
    const types = new Map(await query(`DESCRIBE SELECT * FROM ${source}`).then((rows) => rows.map(([a, b]) => [a, b])));
    const names = new Map<string, readonly string[]>();
    for (const { name, as } of columns) {
      if (as !== "text" || names.has(name)) continue;
      const column = quotedIdentifier(name);
      const rows = await query(`SELECT DISTINCT ${column}::VARCHAR AS v FROM ${source} WHERE v IS NOT NULL ORDER BY v`);
      const texts = rows.map(([text]) => text as string);
      await connection.run(`CREATE TYPE "t${names.size}" AS ENUM (${texts.map(quotedString).join(", ") || "''"})`);
      names.set(name, texts);
    }
    const kinds = [...names.keys()];
    const selected = columns.map(({ name, as }) => {
      const column = quotedIdentifier(name);
      if (as === "text") return `coalesce(enum_code(${column}::"t${kinds.indexOf(name)}")::INTEGER, -1)`;
      const number = types.get(name) === "DATE" ? `(${column} - DATE '1970-01-01')` : column;
      const wanted = as === "float32" ? "FLOAT" : "DOUBLE";
      return `coalesce(CAST(${number} AS ${wanted}), CAST('nan' AS ${wanted}))`;
    });
    const buffers = columns.map(({ as }) => new ARRAYS[as](CHUNK));
    const result = await connection.stream(`SELECT ${selected.join(", ")} FROM ${source}`);
    let at = 0;
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      for (const [j, { name, put }] of columns.entries()) {
        takeChunkColumn(chunk, j, buffers[j]!, 0);
        const values = buffers[j]!.subarray(0, chunk.rowCount);
        (put as (row: number, values: unknown, names: unknown) => void)(at, values, names.get(name));
      }
      at += chunk.rowCount;
    }
    return at;
  });
}

const ARRAYS = { float64: Float64Array, float32: Float32Array, text: Int32Array } as const;

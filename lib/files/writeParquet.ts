import type { DuckDBDataChunk, DuckDBType } from "@duckdb/node-api";
import { UsageError, writeAtomically } from "trident-base";
import { fillChunkColumn } from "./chunkValues.ts";
import { quotedIdentifier, quotedString } from "./sqlText.ts";
import { withDuckDB } from "./withDuckDB.ts";

/** One column of a file: `rows` values by row number. */
export type FileColumn = { readonly name: string } & (
  | { readonly type: "text"; readonly at: (row: number) => string }
  /** Days since 1970-01-01; a negative one that `known` refuses is null. */
  | { readonly type: "date"; readonly values: Int32Array; readonly known?: (row: number) => boolean }
  | { readonly type: "int8"; readonly values: Int8Array; readonly known?: (row: number) => boolean }
  | { readonly type: "int32"; readonly values: Int32Array }
  /** 1 is true. */
  | { readonly type: "boolean"; readonly values: Uint8Array }
  /** NaN is written as null. */
  | { readonly type: "float32"; readonly values: Float32Array }
  | { readonly type: "float64"; readonly values: Float64Array }
);

/** Values up to which a column chunk gets a dictionary. DuckDB's 20 % of the rows doubles the time and saves nothing. */
const DICTIONARY = 4096;

/** Marks a null among integers. */
const NULL = -2_147_483_648;

type DuckDB = typeof import("@duckdb/node-api");

/** As what a value is handed over: dates and small integers as integers, with a mark for null. */
function duckTypes({ BOOLEAN, DOUBLE, FLOAT, INTEGER, VARCHAR }: DuckDB): Record<FileColumn["type"], DuckDBType> {
  return {
    text: VARCHAR,
    date: INTEGER,
    int8: INTEGER,
    int32: INTEGER,
    boolean: BOOLEAN,
    float32: FLOAT,
    float64: DOUBLE,
  };
}

/**
 * Writes columns as a Parquet file, atomically, in chunks: the columns are never copied whole. The same columns give
 * the same bytes.
 *
 * @throws UsageError if a column has fewer than `rows` values.
 */
export async function writeParquet(path: string, columns: readonly FileColumn[], rows: number): Promise<void> {
  for (const column of columns) {
    if ("values" in column && column.values.length < rows) {
      throw new UsageError(`column '${column.name}' has ${column.values.length} values, not ${rows}`, {
        where: [path],
      });
    }
  }
  const duckDB = await import("@duckdb/node-api");
  const types = duckTypes(duckDB);
  await withDuckDB(
    async (connection) => {
      let next = 0;
      connection.registerTableFunction(
        duckDB.DuckDBTableFunction.create({
          name: "columns_to_write",
          bindFunction: (info) => {
            for (const { name, type } of columns) info.addResultColumn(name, types[type]);
          },
          initFunction: (info) => info.setMaxThreads(1),
          mainFunction: (_, chunk) => {
            const from = next;
            chunk.rowCount = Math.min(2048, rows - from);
            next += chunk.rowCount;
            columns.forEach((column, c) => {
              fill(duckDB, chunk, c, column, from);
            });
          },
        }),
      );
      await writeAtomically(path, async (temporary) => {
        await connection.run(
          `copy (select ${columns.map(selected).join(", ")} from columns_to_write()) to ${quotedString(temporary)} (format parquet, dictionary_size_limit ${DICTIONARY})`,
        );
      });
    },
    { threads: "1" },
  );
}

/** Nulls are made here, where they cost a vector less than a value does in JavaScript. */
function selected({ name, type }: FileColumn): string {
  const column = quotedIdentifier(name);
  const whole = `nullif(${column}, ${NULL})`;
  switch (type) {
    case "float32":
    case "float64":
      return `case when isnan(${column}) then null else ${column} end as ${column}`;
    case "date":
      return `date '1970-01-01' + ${whole} as ${column}`;
    case "int8":
      return `cast(${whole} as tinyint) as ${column}`;
    default:
      return column;
  }
}

function fill(duckDB: DuckDB, chunk: DuckDBDataChunk, c: number, column: FileColumn, from: number): void {
  const end = from + chunk.rowCount;
  if (column.type === "float32" || column.type === "float64" || column.type === "int32") {
    fillChunkColumn(chunk, c, column.values.subarray(from, end));
    return;
  }
  if (column.type === "date" || column.type === "int8") {
    const { values, known } = column;
    const whole = Int32Array.from(values.subarray(from, end));
    for (let i = 0; known && i < whole.length; i++) if (!known(from + i)) whole[i] = NULL;
    fillChunkColumn(chunk, c, whole);
    return;
  }
  const vector = chunk.getColumnVector(c);
  if (column.type === "text" && vector instanceof duckDB.DuckDBVarCharVector) {
    for (let i = from; i < end; i++) vector.setItem(i - from, column.at(i));
  } else if (column.type === "boolean" && vector instanceof duckDB.DuckDBBooleanVector) {
    for (let i = from; i < end; i++) vector.setItem(i - from, column.values[i] === 1);
  }
  vector.flush();
}

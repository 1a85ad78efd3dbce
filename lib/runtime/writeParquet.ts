import {
  BOOLEAN,
  DATE,
  DOUBLE,
  DuckDBBooleanVector,
  DuckDBDateValue,
  DuckDBDateVector,
  DuckDBDoubleVector,
  DuckDBFloatVector,
  DuckDBInstance,
  DuckDBIntegerVector,
  DuckDBTableFunction,
  DuckDBTinyIntVector,
  type DuckDBType,
  DuckDBVarCharVector,
  type DuckDBVector,
  FLOAT,
  INTEGER,
  quotedIdentifier,
  quotedString,
  TINYINT,
  VARCHAR,
} from "@duckdb/node-api";
import { writeAtomically } from "./atomic.ts";
import { UsageError } from "./errors.ts";

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

const TYPES: Record<FileColumn["type"], DuckDBType> = {
  text: VARCHAR,
  date: DATE,
  int8: TINYINT,
  int32: INTEGER,
  boolean: BOOLEAN,
  float32: FLOAT,
  float64: DOUBLE,
};

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
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    let next = 0;
    connection.registerTableFunction(
      DuckDBTableFunction.create({
        name: "columns_to_write",
        bindFunction: (info) => {
          for (const { name, type } of columns) info.addResultColumn(name, TYPES[type]);
        },
        initFunction: (info) => info.setMaxThreads(1),
        mainFunction: (_, chunk) => {
          const from = next;
          chunk.rowCount = Math.min(2048, rows - from);
          next += chunk.rowCount;
          columns.forEach((column, c) => {
            fill(chunk.getColumnVector(c), column, from, chunk.rowCount);
          });
        },
      }),
    );
    await writeAtomically(path, async (temporary) => {
      await connection.run(
        `copy (select ${columns.map(selected).join(", ")} from columns_to_write()) to ${quotedString(temporary)} (format parquet)`,
      );
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** NaN becomes null here, since to write a null costs more a value than to write a number. */
function selected({ name, type }: FileColumn): string {
  const column = quotedIdentifier(name);
  return type === "float32" || type === "float64"
    ? `case when isnan(${column}) then null else ${column} end as ${column}`
    : column;
}

function fill(vector: DuckDBVector, column: FileColumn, from: number, count: number): void {
  if (column.type === "text" && vector instanceof DuckDBVarCharVector) {
    for (let i = 0; i < count; i++) vector.setItem(i, column.at(from + i));
  } else if (column.type === "date" && vector instanceof DuckDBDateVector) {
    for (let i = 0; i < count; i++) {
      const known = column.known?.(from + i) ?? true;
      vector.setItem(i, known ? new DuckDBDateValue(column.values[from + i]!) : null);
    }
  } else if (column.type === "int8" && vector instanceof DuckDBTinyIntVector) {
    for (let i = 0; i < count; i++)
      vector.setItem(i, column.known?.(from + i) === false ? null : column.values[from + i]!);
  } else if (column.type === "int32" && vector instanceof DuckDBIntegerVector) {
    for (let i = 0; i < count; i++) vector.setItem(i, column.values[from + i]!);
  } else if (column.type === "boolean" && vector instanceof DuckDBBooleanVector) {
    for (let i = 0; i < count; i++) vector.setItem(i, column.values[from + i] === 1);
  } else if (column.type === "float32" && vector instanceof DuckDBFloatVector) {
    for (let i = 0; i < count; i++) vector.setItem(i, column.values[from + i]!);
  } else if (column.type === "float64" && vector instanceof DuckDBDoubleVector) {
    for (let i = 0; i < count; i++) vector.setItem(i, column.values[from + i]!);
  }
  vector.flush();
}

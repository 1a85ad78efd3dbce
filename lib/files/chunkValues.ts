import { createRequire } from "node:module";
import type { DataChunk } from "@duckdb/node-bindings";
import type { DatabaseChunk } from "./database.ts";

type Values = Float64Array | Float32Array | Int32Array;

/** Loaded on first use; by then DuckDB has loaded it. */
const bindings = (): typeof import("@duckdb/node-bindings") => createRequire(import.meta.url)("@duckdb/node-bindings");

/**
 * Copies a column of a chunk to where it belongs, at once instead of a call a value. What comes of a null is not
 * defined: let the query replace it.
 *
 * @param to the kind of array that DuckDB keeps the column in, DOUBLE in Float64Array, FLOAT in Float32Array and INTEGER
 * in Int32Array.
 */
export function takeChunkColumn(chunk: DatabaseChunk, column: number, to: Values, at: number): void {
  const { data_chunk_get_vector, vector_get_data } = bindings();
  const rows = chunk.rowCount;
  const bytes = vector_get_data(data_chunk_get_vector(chunk.chunk as DataChunk, column), rows * to.BYTES_PER_ELEMENT);
  const make = to.constructor as Float64ArrayConstructor;
  to.set(new make(bytes.buffer, bytes.byteOffset, rows), at);
}

/** Fills a column of a chunk with values of the kind that `takeChunkColumn` takes, none of them a null. */
export function fillChunkColumn(chunk: DatabaseChunk, column: number, values: Values): void {
  const { data_chunk_get_vector, copy_data_to_vector } = bindings();
  // Shared memory is read as any other.
  const buffer = values.buffer as ArrayBuffer;
  copy_data_to_vector(
    data_chunk_get_vector(chunk.chunk as DataChunk, column),
    0,
    buffer,
    values.byteOffset,
    values.byteLength,
  );
}

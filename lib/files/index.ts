/**
 * Files that other programs read too: Parquet, Arrow matrices, hashes; DuckDB is lent from here.
 *
 * ```ts
 * await writeParquet("out.parquet", [{ name: "x", type: "float64", values: Float64Array.of(1, 2) }], 2);
 * const { sha256 } = await hashFile("out.parquet");
 * ```
 */
export {
  type Artefact,
  type ArtefactPlace,
  findArtefact,
  keyOf,
  makeArtefact,
  removeArtefact,
  removeHalves,
} from "./artefact.ts";
export { takeChunkColumn } from "./chunkValues.ts";
export type { Database } from "./database.ts";
export { type FileHash, hashFile } from "./hashFile.ts";
export { joinParquet, ParquetJoinError } from "./joinParquet.ts";
export { type MatrixFile, MatrixFileError, readMatrix, writeMatrix } from "./matrixFile.ts";
export { openSqlite, openSqliteToRead, type SqliteKind, transaction } from "./openSqlite.ts";
export { type ColumnReader, readParquetColumns } from "./readParquetColumns.ts";
export {
  type Float32Tensor,
  readSafetensors,
  type Safetensors,
  SafetensorsError,
  writeSafetensors,
} from "./safetensors.ts";
export { quotedIdentifier, quotedString } from "./sqlText.ts";
export {
  dayNumber,
  formatOf,
  openTable,
  quotedPath,
  type SourceColumn,
  type TableFile,
  type TableNeeds,
  unreadable,
} from "./tableFile.ts";
export { withDuckDB } from "./withDuckDB.ts";
export { type FileColumn, writeParquet } from "./writeParquet.ts";

export { type FileHash, hashFile } from "./hashFile.ts";
export { joinParquet, ParquetJoinError } from "./joinParquet.ts";
export { type MatrixFile, MatrixFileError, readMatrix, writeMatrix } from "./matrixFile.ts";
export { openSqlite, type SqliteKind, transaction } from "./openSqlite.ts";
export {
  dayNumber,
  formatOf,
  openTable,
  type SourceColumn,
  type TableFile,
  type TableNeeds,
  unreadable,
} from "./tableFile.ts";
export { withDuckDB } from "./withDuckDB.ts";
export { type FileColumn, writeParquet } from "./writeParquet.ts";

import type { Database } from "./database.ts";

/**
 * Lends a database in memory that loads nothing from elsewhere. DuckDB itself is loaded on first use.
 *
 * @param settings of DuckDB, beside the defaults: `{ memory_limit: "1GB" }`.
 */
export async function withDuckDB<Result>(
  use: (connection: Database) => Promise<Result>,
  settings: Readonly<Record<string, string>> = {},
): Promise<Result> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    ...settings,
  });
  const connection = await instance.connect();
  try {
    return await use(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

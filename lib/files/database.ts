/** A database in memory, by those calls of DuckDB's connection that lib makes; DuckDB's own declarations are 160 files, which every cell that imports a room would pay for. */
export interface Database {
  /** @param values of the parameters `$1`, `$2` and so on. */
  run(sql: string, values?: string[]): Promise<DatabaseResult & { readonly rowCount: number }>;
  /** Gives the rows as they are computed. */
  stream(sql: string): Promise<DatabaseResult>;
  /** Holds all rows when it resolves. */
  runAndReadAll(sql: string, values?: string[]): Promise<DatabaseRows>;
  /** @param table a function of DuckDB's own kind. */
  registerTableFunction(table: object): void;
}

/** What a query gives, some thousand rows at a time. */
export interface DatabaseResult {
  columnNames(): readonly string[];
  columnType(column: number): { toString(): string };
  fetchChunk(): Promise<DatabaseChunk | null>;
  fetchAllChunks(): Promise<readonly DatabaseChunk[]>;
}

/** Rows in DuckDB's own memory; `chunk` is what its bindings know them by. */
export interface DatabaseChunk {
  readonly rowCount: number;
  readonly chunk: object;
}

/** What a query gave, as values of JavaScript. */
export interface DatabaseRows {
  getRows(): readonly (readonly unknown[])[];
  getColumns(): readonly (readonly unknown[])[];
  /** With plain numbers, texts and dates in the place of DuckDB's classes. */
  getColumnsJS(): readonly (readonly unknown[])[];
}

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { MessageContents } from "../client/message.ts";

/** A cell that was run: session, its number there, code. */
export type HistoryEntry = readonly [session: number, line: number, code: string];

type Query = MessageContents["history_request"];

/** What was run, in this session and in earlier ones; kept in a file that several kernels may write to. */
export class History {
  readonly #database: DatabaseSync;
  readonly #session: number;

  /**
   * @param path the SQLite file; `:memory:` keeps nothing.
   * @throws Error of SQLite when the file cannot be written.
   */
  constructor(path: string, now: () => Date = () => new Date()) {
    if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
    this.#database = new DatabaseSync(path, { timeout: 2_000 });
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS sessions (session INTEGER PRIMARY KEY AUTOINCREMENT, start TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS history (
        session INTEGER NOT NULL, line INTEGER NOT NULL, source TEXT NOT NULL, PRIMARY KEY (session, line)
      );`);
    const { lastInsertRowid } = this.#database
      .prepare("INSERT INTO sessions (start) VALUES (?)")
      .run(now().toISOString());
    this.#session = Number(lastInsertRowid);
  }

  /** Keeps a cell under its number in this session. */
  add(line: number, code: string): void {
    this.#database.prepare("INSERT OR REPLACE INTO history VALUES (?, ?, ?)").run(this.#session, line, code);
  }

  /** Answers a history request; the oldest entry first. A session of 0 is this one, -1 the one before. */
  find(query: Query): HistoryEntry[] {
    const limit = query.n ?? -1;
    if (query.hist_access_type === "range") {
      const session = query.session ?? 0;
      return this.#select(
        "SELECT * FROM history WHERE session = ? AND line >= ? AND line < ? ORDER BY line",
        session > 0 ? session : this.#session + session,
        query.start ?? 1,
        query.stop ?? Number.MAX_SAFE_INTEGER,
      );
    }
    const newestFirst = "ORDER BY session DESC, line DESC LIMIT ?";
    if (query.hist_access_type === "tail") {
      return this.#select(`SELECT * FROM history ${newestFirst}`, limit).reverse();
    }
    // Each text once means where it was used last.
    const from = query.unique
      ? `(SELECT session, line, source FROM history h WHERE NOT EXISTS (SELECT 1 FROM history later
          WHERE later.source = h.source AND (later.session, later.line) > (h.session, h.line)))`
      : "history";
    return this.#select(
      `SELECT * FROM ${from} WHERE source GLOB ? ${newestFirst}`,
      query.pattern ?? "*",
      limit,
    ).reverse();
  }

  /** Closes the file. */
  close(): void {
    this.#database.close();
  }

  #select(sql: string, ...values: readonly (string | number)[]): HistoryEntry[] {
    const rows = this.#database.prepare(sql).all(...values) as { session: number; line: number; source: string }[];
    return rows.map(({ session, line, source }) => [session, line, source]);
  }
}

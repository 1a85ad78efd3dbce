import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makeFolderSync } from "trident-base";
import { LedgerError } from "./errors.ts";

/** Marks the file as a ledger ("TLdg"), so that no other database is written to. */
const APPLICATION = 0x544c6467;
const VERSION = 1;

/** How long a writer waits for another process, in milliseconds. Transactions take a few each. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 20;

const BUSY = 5;

/** Dates are days since 1970-01-01; the views show them as text to whoever opens the file with sqlite3. */
const SCHEMA = `
  CREATE TABLE trial (
    id INTEGER PRIMARY KEY,
    study TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number >= 0),
    data_hash TEXT NOT NULL,
    seed ANY NOT NULL,
    parameters TEXT NOT NULL CHECK (json_valid(parameters)),
    status TEXT NOT NULL CHECK (status IN ('complete', 'failed', 'pruned')),
    value REAL,
    recorded_at TEXT NOT NULL,
    UNIQUE (study, number)
  ) STRICT;
  CREATE INDEX trial_by_data ON trial (data_hash);
  CREATE TABLE daily_return (
    trial_id INTEGER NOT NULL REFERENCES trial (id),
    day INTEGER NOT NULL,
    value REAL NOT NULL,
    PRIMARY KEY (trial_id, day)
  ) STRICT, WITHOUT ROWID;
  CREATE VIEW daily_return_by_date AS
    SELECT study, number, date(day * 86400, 'unixepoch') AS date, daily_return.value AS value
    FROM daily_return JOIN trial ON trial.id = trial_id;
  CREATE TABLE holdout_opening (
    id INTEGER PRIMARY KEY,
    holdout TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    opened_by TEXT NOT NULL
  ) STRICT;
  CREATE INDEX opening_by_holdout ON holdout_opening (holdout);
  PRAGMA application_id = ${APPLICATION};
  PRAGMA user_version = ${VERSION};
`;

/**
 * Opens the ledger's database and makes it if there is none. Writers of several processes take turns (WAL, a busy
 * time-out), and what is committed survives a loss of power.
 *
 * @throws LedgerError if the file is no ledger, a newer one, or cannot be opened.
 */
export function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    makeFolderSync(dirname(path));
    database = new DatabaseSync(path, { timeout: PATIENCE_MS });
    const opened = database;
    inTransaction(opened, () => {
      const application = pragma(opened, "application_id");
      const isEmpty = application === 0 && opened.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
      if (isEmpty) opened.exec(SCHEMA);
      else if (application !== APPLICATION) throw refusal(path, "the file is a database, but no ledger");
      else if (pragma(opened, "user_version") !== VERSION) throw refusal(path, "the ledger is of another version");
    });
    useWriteAheadLog(opened);
    opened.exec("PRAGMA synchronous = FULL");
    return opened;
  } catch (error) {
    database?.close();
    throw error instanceof LedgerError ? error : refusal(path, "the ledger cannot be opened", error);
  }
}

/**
 * Does some work in one write transaction: all of it or nothing.
 *
 * @throws LedgerError if the database refuses; what else `work` throws passes through.
 */
export function transaction<T>(database: DatabaseSync, path: string, work: () => T): T {
  try {
    return inTransaction(database, work);
  } catch (error) {
    throw isSqlite(error) ? refusal(path, "the ledger cannot be written", error) : error;
  }
}

function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  // Takes the write lock at once: a transaction that reads first could not wait for it.
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/** Two processes that switch at the same moment are refused without the busy time-out, so the loser tries again. */
function useWriteAheadLog(database: DatabaseSync): void {
  for (let waited = 0; ; waited += PAUSE_MS) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      if (!isSqlite(error) || error.errcode !== BUSY || waited >= PATIENCE_MS) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

function pragma(database: DatabaseSync, name: "application_id" | "user_version"): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function isSqlite(error: unknown): error is Error & { readonly errcode: number } {
  return error instanceof Error && "errcode" in error;
}

function refusal(path: string, what: string, cause?: unknown): LedgerError {
  const reason = cause instanceof Error ? `: ${cause.message}` : "";
  const remedy =
    "See that the file is a ledger, that the disk has room, and that no other program holds it; or name another file.";
  return new LedgerError(`${what}${reason}`, { where: [path], remedy, cause });
}

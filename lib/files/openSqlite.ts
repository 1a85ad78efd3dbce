import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type ErrorContext, makeFolderSync, type TridentError } from "trident-base";

/** A kind of SQLite file that this project keeps. */
export interface SqliteKind {
  /** What it is called in messages: `ledger`. */
  readonly name: string;
  /** Marks the file, so that no other database is written to. */
  readonly applicationId: number;
  /** Of the schema, from 1. */
  readonly version: number;
  /** Makes an empty file one of the newest version. */
  readonly schema: string;
  /** What takes a file from the version that is the key to the next. */
  readonly migrations?: Readonly<Record<number, (database: DatabaseSync) => void>>;
  readonly Fault: new (what: string, context: ErrorContext) => TridentError;
}

/** How long a writer waits for another process, in milliseconds. Transactions take a few each. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 20;

const BUSY = 5;

/**
 * Opens a database of one kind, makes it if there is none, and brings an older one to the newest version. Writers of
 * several processes take turns (WAL, a busy time-out), and what is committed survives a loss of power.
 *
 * @param path the file; the folders above it are made too.
 * @throws the kind's Fault if the file is no such database, a newer one, or cannot be opened; the path is in it.
 */
export function openSqlite(path: string, kind: SqliteKind): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    makeFolderSync(dirname(path));
    database = new DatabaseSync(path, { timeout: PATIENCE_MS });
    const opened = database;
    inTransaction(opened, () => prepare(opened, path, kind));
    useWriteAheadLog(opened);
    opened.exec("PRAGMA synchronous = FULL");
    return opened;
  } catch (error) {
    database?.close();
    throw error instanceof kind.Fault ? error : refusal(path, kind, `the ${kind.name} cannot be opened`, error);
  }
}

/**
 * Opens a database of one kind to read alone, while another process may write.
 *
 * @throws the kind's Fault if there is none, or the file is no such database or one of another version.
 */
export function openSqliteToRead(path: string, kind: SqliteKind): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: PATIENCE_MS });
    const isOfKind = pragma(database, "application_id") === kind.applicationId;
    if (!isOfKind || pragma(database, "user_version") !== kind.version) {
      throw refusal(path, kind, `the file is no ${kind.name} of this version`);
    }
    return database;
  } catch (error) {
    database?.close();
    throw error instanceof kind.Fault ? error : refusal(path, kind, `the ${kind.name} cannot be read`, error);
  }
}

/**
 * Does some work in one write transaction: all of it or nothing.
 *
 * @throws the kind's Fault if the database refuses; what else `work` throws passes through.
 */
export function transaction<T>(database: DatabaseSync, kind: SqliteKind, work: () => T): T {
  try {
    return inTransaction(database, work);
  } catch (error) {
    if (!isSqlite(error)) throw error;
    throw refusal(database.location() ?? "", kind, `the ${kind.name} cannot be written`, error);
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

function prepare(database: DatabaseSync, path: string, kind: SqliteKind): void {
  const { name, applicationId, version, schema, migrations = {} } = kind;
  const application = pragma(database, "application_id");
  const isEmpty = application === 0 && database.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
  if (isEmpty) {
    database.exec(`${schema}; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version}`);
    return;
  }
  if (application !== applicationId) throw refusal(path, kind, `the file is a database, but no ${name}`);
  for (let from = pragma(database, "user_version"); from !== version; from++) {
    const migrate = migrations[from];
    if (!migrate) throw refusal(path, kind, `the ${name} is of another version`);
    migrate(database);
    database.exec(`PRAGMA user_version = ${from + 1}`);
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

function refusal(path: string, { name, Fault }: SqliteKind, what: string, cause?: unknown): TridentError {
  const reason = cause instanceof Error ? `: ${cause.message}` : "";
  const remedy = `See that the file is a ${name}, that the disk has room, and that no other program holds it; or name another file.`;
  return new Fault(`${what}${reason}`, { where: [path], remedy, cause });
}

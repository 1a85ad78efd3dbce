import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makeFolder } from "./makeFolder.ts";

/** Keeps others out until it is released. */
export interface HeldLock {
  release(): void;
}

/**
 * Locks a folder, which is made where it is missing, as `lockFile` does.
 *
 * @returns undefined where another one holds it.
 * @throws what SQLite throws where the folder cannot be written in.
 */
export async function lockFolder(folder: string): Promise<HeldLock | undefined> {
  await makeFolder(folder);
  return lockFile(join(folder, ".lock"));
}

/**
 * Holds a lock file, an empty SQLite database whose lock is the operating system's: it is gone the moment its holder is,
 * however that ended, so that none is left behind to be taken over, and no number of a process is ever mistaken for
 * another one's.
 *
 * @returns undefined where another one holds it.
 * @throws what SQLite throws where it cannot be written.
 */
export function lockFile(path: string): HeldLock | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    database?.close();
    if (/locked|busy/i.test((cause as Error).message)) return undefined;
    throw cause;
  }
  const held = database;
  return { release: () => held.close() };
}

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makeFolder } from "./makeFolder.ts";

/** Keeps others out of a folder until it is released. */
export interface FolderLock {
  release(): void;
}

/**
 * Locks a folder, which is made where it is missing. The lock is the operating system's, held through an empty SQLite
 * database: it is gone the moment its holder is, however that ended, so that none is left behind to be taken over, and no
 * number of a process is ever mistaken for another one's.
 *
 * @returns undefined where another one holds it.
 * @throws what SQLite throws where the folder cannot be written in.
 */
export async function lockFolder(folder: string): Promise<FolderLock | undefined> {
  await makeFolder(folder);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, ".lock"), { timeout: 0 });
    database.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    database?.close();
    if (/locked|busy/i.test((cause as Error).message)) return undefined;
    throw cause;
  }
  const held = database;
  return { release: () => held.close() };
}

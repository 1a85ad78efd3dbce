import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makeFolder } from "trident-base";
import { RunError } from "./errors.ts";

/** Keeps others out of a run's folder until it is released. */
export interface RunLock {
  release(): void;
}

/**
 * Locks a run's folder. The lock is the operating system's, held through an empty SQLite database: it is gone the
 * moment its holder is, however that ended, so that none is left behind to be taken over, and no number of a process is
 * ever mistaken for another one's.
 *
 * @throws RunError when another run holds it, or the folder cannot be written in.
 */
export async function lockRun(folder: string): Promise<RunLock> {
  await makeFolder(folder);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, ".lock"), { timeout: 0 });
    database.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    database?.close();
    if (!/locked|busy/i.test((cause as Error).message)) {
      throw new RunError(`The run's folder cannot be written in: ${(cause as Error).message}`, {
        where: [folder],
        remedy: "See to its permissions and to the disk's free space, or give another folder as --out",
        cause,
      });
    }
    throw new RunError("Another run is going on in this folder", {
      where: [folder],
      remedy: "Wait until it is done, or give another folder as --out",
      cause,
    });
  }
  const held = database;
  return { release: () => held.close() };
}

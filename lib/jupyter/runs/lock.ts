import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { RunError } from "../errors.ts";

/** Keeps others out of a run's folder until it is released. */
export interface RunLock {
  release(): void;
}

/**
 * Locks a run's folder. The lock is the operating system's, held through an empty SQLite database: it is gone the
 * moment its holder is, however that ended, so that none is left behind to be taken over, and no number of a process is
 * ever mistaken for another one's.
 *
 * @throws RunError when another run holds it.
 */
export async function lockRun(folder: string): Promise<RunLock> {
  await mkdir(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, ".lock"), { timeout: 0 });
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    database.close();
    if (!/locked|busy/i.test((cause as Error).message)) throw cause;
    throw new RunError("Another run is going on in this folder", {
      where: [folder],
      remedy: "Wait until it is done, or give another folder as --out",
      cause,
    });
  }
  return { release: () => database.close() };
}

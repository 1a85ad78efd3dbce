import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { makeFolder } from "./makeFolder.ts";

/** Writes a text file whole or not at all: a file beside it is filled, synced and renamed over it. */
export async function writeTextAtomically(path: string, text: string): Promise<void> {
  await makeFolder(dirname(path));
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${randomBytes(4).toString("hex")}`);
  try {
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw named(error, path);
  }
}

/** An error of writing with the file's name, which the operating system leaves out when a disk is full. */
function named(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !("syscall" in error) || "path" in error) return error;
  return Object.assign(error, { message: `${error.message} '${path}'`, path });
}

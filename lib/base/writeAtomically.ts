import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { open, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { makeFolder } from "./makeFolder.ts";

/**
 * Makes a file whole or not at all: `write` fills a file beside `path`, which is synced and renamed over it. If `write`
 * throws, or the process exits, the file beside is removed and `path` is as before.
 *
 * @param write gets the path of the file to fill, in the same folder as `path` and ending as it does: there are
 * programs that choose a format by it.
 * @throws what `write` throws; errors of the operating system name the file.
 */
export async function writeAtomically(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  await makeFolder(dirname(path));
  const unique = `${process.pid}-${randomBytes(4).toString("hex")}`;
  const temporary = join(dirname(path), `.${basename(path)}.${unique}${extname(path)}`);
  begin(temporary);
  try {
    await write(temporary);
    const handle = await open(temporary, "r+");
    await handle.sync().finally(() => handle.close());
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw named(error, path);
  } finally {
    end(temporary);
  }
}

const underWay = new Set<string>();

function begin(temporary: string): void {
  if (underWay.size === 0) process.on("exit", discard);
  underWay.add(temporary);
}

function end(temporary: string): void {
  underWay.delete(temporary);
  if (underWay.size === 0) process.off("exit", discard);
}

function discard(): void {
  for (const temporary of underWay) rmSync(temporary, { force: true });
}

/** Writes a text file whole or not at all. */
export async function writeTextAtomically(path: string, text: string): Promise<void> {
  await writeAtomically(path, (temporary) => writeFile(temporary, text));
}

/** Adds the file's name to an error of the operating system that lacks it, as one of a full disk does. */
function named(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !("syscall" in error) || "path" in error) return error;
  return Object.assign(error, { message: `${error.message} '${path}'`, path });
}

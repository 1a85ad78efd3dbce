import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { makeFolder } from "trident-jupyter/makeFolder";

/**
 * Makes a file whole or not at all: `write` fills a file beside `path`, which is synced and renamed over it. If `write`
 * throws, the file beside is removed and `path` is as before.
 *
 * @param write gets the path of the file to fill, in the same folder as `path` and ending as it does: there are
 * programs that choose a format by it.
 */
export async function writeAtomically(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  await makeFolder(dirname(path));
  const unique = `${process.pid}-${randomBytes(4).toString("hex")}`;
  const temporary = join(dirname(path), `.${basename(path)}.${unique}${extname(path)}`);
  try {
    await write(temporary);
    const handle = await open(temporary, "r+");
    await handle.sync();
    await handle.close();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

import { access, constants, realpath, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve, sep } from "node:path";
import { UsageError } from "trident-base";
import { CommandLineError } from "./commandLineError.ts";

/**
 * The file that a command is to write, once it is sure that this loses nothing that the command reads.
 *
 * @param sources files and folders that the command reads; names that are no path are passed over.
 * @throws UsageError if the file is one of the sources, lies in a folder of them, is a folder itself, or cannot be
 * written there: better now than after the work.
 */
export async function outputFile(file: string, sources: readonly string[]): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) {
    throw new UsageError("this is a folder, not a file to write", { where: [file], remedy: "Name a file in it." });
  }
  await checkFolder(dirname(resolve(file)), file);
  const folder = await realpath(dirname(file)).catch(() => dirname(resolve(file)));
  const real = await realpath(file).catch(() => join(folder, basename(file)));
  for (const source of sources) {
    const read = await realpath(source).catch(() => undefined);
    if (read === undefined) continue;
    if (real === read || real.startsWith(`${read}${sep}`)) {
      throw new UsageError("the file to write is, or lies in, what is read", {
        where: [file],
        remedy: "Write to another place.",
      });
    }
  }
  return file;
}

/**
 * The Parquet file that a command is to write: see `outputFile`.
 *
 * @throws CommandLineError if the name ends in anything else: what is in a file and how it is called go together.
 */
export async function parquetFile(file: string, sources: readonly string[]): Promise<string> {
  if (extname(file).toLowerCase() !== ".parquet") {
    throw new CommandLineError("this is no name of a Parquet file", { where: [file], remedy: "End it in .parquet." });
  }
  return outputFile(file, sources);
}

/** The nearest folder that is there must take files. */
async function checkFolder(folder: string, file: string): Promise<void> {
  try {
    const found = await stat(folder);
    if (!found.isDirectory()) throw new Error(`${folder} is not a folder`);
    await access(folder, constants.W_OK);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT" && dirname(folder) !== folder) {
      return checkFolder(dirname(folder), file);
    }
    throw new UsageError(`nothing can be written there: ${(cause as Error).message}`, {
      where: [file],
      remedy: "Write to another place.",
      cause,
    });
  }
}

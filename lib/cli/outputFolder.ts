import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder, UsageError } from "trident-base";
import { outputFile } from "./outputFile.ts";

/**
 * The folder that a command is to write files to, made where it is missing, once it is sure that they lose nothing
 * that the command reads.
 *
 * @param folder its path; the folders above it are made too.
 * @param files names of the files in it.
 * @param sources files and folders that the command reads; names that are no path are passed over.
 * @throws UsageError as `outputFile` does, or if the folder cannot be made or written to.
 */
export async function outputFolder(
  folder: string,
  files: readonly string[],
  sources: readonly string[],
): Promise<string> {
  for (const file of files) await outputFile(join(folder, file), sources);
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError(`the folder cannot be made or written to (${code})`, {
      where: [folder],
      remedy: "Name a folder in a place of your own.",
      cause: error,
    });
  }
  return folder;
}

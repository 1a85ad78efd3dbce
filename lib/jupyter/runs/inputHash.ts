import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Json } from "trident-base";
import { cellTags, type Notebook } from "../notebook/notebook.ts";

/** All that the result of a notebook depends on. */
export interface NotebookInputs {
  /** With the parameters injected. */
  readonly notebook: Notebook;
  readonly kernel: string;
  /** Of the libraries and packages that cells import, by whoever knows them. */
  readonly environment: string;
  /** Content by the name of an artefact or a parameter. */
  readonly files: Readonly<Record<string, string>>;
}

/** The SHA-256 of what a notebook's result depends on: code and its tags, not text, outputs or other metadata. */
export function inputHash({ notebook, kernel, environment, files }: NotebookInputs): string {
  const cells = notebook.cells.flatMap((cell) =>
    cell.cell_type === "code" && cell.source.trim() !== "" ? [{ source: cell.source, tags: cellTags(cell) }] : [],
  );
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  const all: Json = { kernel, environment, cells, files: sorted };
  return createHash("sha256").update(JSON.stringify(all)).digest("hex");
}

/**
 * The SHA-256 of a file, or of a folder's names and contents; hidden files do not count.
 *
 * @returns undefined where there is nothing.
 */
export async function contentHash(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  const hash = createHash("sha256");
  if (!found.isDirectory()) {
    if (!found.isFile()) return undefined;
    await pipeline(createReadStream(path), hash);
    return hash.digest("hex");
  }
  const names = (await readdir(path)).filter((name) => !name.startsWith(".")).sort();
  for (const name of names) hash.update(JSON.stringify([name, await contentHash(join(path, name))]));
  return hash.digest("hex");
}

import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Verdict } from "trident-base";
import { NotebookError } from "../notebook/errors.ts";
import { type Notebook, readNotebook } from "../notebook/notebook.ts";
import { executedHash } from "../runs/executedHash.ts";
import { type RunRecord, readRunRecord } from "../runs/record.ts";
import { readVerdict } from "./readVerdict.ts";
import type { NamedNotebook } from "./renderNotebook.ts";

/** An executed notebook of a run. */
export interface ExecutedNotebook extends NamedNotebook {
  /** It shows something else than what the run left: somebody has changed it. */
  readonly edited?: true;
}

/** A run as its folder holds it: what can be read of it, and what cannot. */
export interface Run {
  /** The folder's name. */
  readonly name: string;
  readonly notebooks: readonly ExecutedNotebook[];
  readonly record?: RunRecord;
  readonly verdict?: Verdict;
  /** One line for each file of the run that cannot be read. */
  readonly unreadable: readonly string[];
}

/**
 * Reads a run's folder, or one executed notebook. A broken file becomes a line, since the rest is still worth reading.
 *
 * @throws NotebookError when there is no such place.
 */
export async function readRun(path: string): Promise<Run> {
  const found = await stat(path).catch((cause) => {
    throw new NotebookError("There is no such run", { where: [path], cause });
  });
  const unreadable: string[] = [];
  const attempt = async <T>(reading: Promise<T>): Promise<T | undefined> => {
    try {
      return await reading;
    } catch (error) {
      unreadable.push((error as Error).message.replaceAll(`${path}/`, ""));
      return undefined;
    }
  };
  if (!found.isDirectory()) {
    const name = basename(path, ".ipynb");
    const notebook = await readNotebook(path);
    return { name, notebooks: [{ name, notebook, ...(isEdited(notebook) && { edited: true }) }], unreadable };
  }
  const record = await attempt(readRunRecord(path));
  const verdict = await attempt(readVerdict(path));
  const notebooks: ExecutedNotebook[] = [];
  for (const file of ofRun(await readdir(path), record)) {
    const notebook = await attempt(readNotebook(join(path, file)));
    if (!notebook) continue;
    const known = record?.notebooks.find(({ out }) => basename(out) === file)?.executedHash;
    const edited = isEdited(notebook, known);
    notebooks.push({ name: basename(file, ".ipynb"), notebook, ...(edited && { edited }) });
  }
  return { name: basename(path), notebooks, unreadable, ...(record && { record }), ...(verdict && { verdict }) };
}

/** Whether a notebook shows something else than its run left there, by the run's record or by its own mark. */
function isEdited(notebook: Notebook, known = (notebook.metadata.trident as Marked | undefined)?.finished?.executed) {
  return known !== undefined && known !== executedHash(notebook);
}

interface Marked {
  readonly finished?: { readonly executed?: string };
}

/** The notebooks that the run's record knows, in its order, without those that did not run; else all, by name. */
function ofRun(files: readonly string[], record: RunRecord | undefined): readonly string[] {
  if (record) {
    const ran = record.notebooks.filter(({ status }) => status !== "pending" && status !== "skipped");
    return ran.map(({ out }) => basename(out)).filter((name) => files.includes(name));
  }
  return files.filter((name) => name.endsWith(".ipynb") && !name.startsWith(".")).toSorted();
}

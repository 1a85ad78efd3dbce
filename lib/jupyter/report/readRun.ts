import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Verdict } from "trident-base";
import { NotebookError } from "../notebook/errors.ts";
import { type Notebook, readNotebook } from "../notebook/notebook.ts";
import { executedHash } from "../runs/executedHash.ts";
import { type RunRecord, readRunRecord } from "../runs/record.ts";
import { readVerdict } from "./readVerdict.ts";
import type { NamedNotebook } from "./renderNotebook.ts";

/** A run as its folder holds it: what can be read of it, and what cannot. */
export interface Run {
  /** The folder's name. */
  readonly name: string;
  readonly notebooks: readonly NamedNotebook[];
  readonly record?: RunRecord;
  readonly verdict?: Verdict;
  /** One line for each file of the run that is missing or cannot be read. */
  readonly unreadable: readonly string[];
  /** Notebooks that lie in the run's folder without being of the run. */
  readonly others: readonly string[];
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
    const edited = isEdited(notebook);
    return { name, notebooks: [{ name, notebook, ...(edited && { edited }) }], unreadable, others: [] };
  }
  const record = await attempt(readRunRecord(path));
  const verdict = await attempt(readVerdict(path));
  const { own, others } = ofRun(await readdir(path), record);
  const notebooks: NamedNotebook[] = [];
  for (const { file, missing } of own) {
    if (missing !== undefined) unreadable.push(missing);
    const notebook = missing === undefined ? await attempt(readNotebook(join(path, file))) : undefined;
    if (!notebook) continue;
    const known = record?.notebooks.find(({ out }) => basename(out) === file)?.executedHash;
    const edited = isEdited(notebook, known);
    notebooks.push({ name: basename(file, ".ipynb"), notebook, ...(edited && { edited }) });
  }
  const parts = { ...(record && { record }), ...(verdict && { verdict }) };
  return { name: basename(path), notebooks, unreadable, others, ...parts };
}

interface OwnNotebook {
  readonly file: string;
  /** What is said of one that is not there. */
  readonly missing?: string;
}

/** Whether a notebook shows something else than its run left there, by the run's record or by its own mark. */
function isEdited(notebook: Notebook, known = (notebook.metadata.trident as Marked | undefined)?.finished?.executed) {
  return known !== undefined && known !== executedHash(notebook);
}

interface Marked {
  readonly finished?: { readonly executed?: string };
}

/** The notebooks that the run's record knows, in its order, without those that did not run; else all, by name. */
function ofRun(
  files: readonly string[],
  record: RunRecord | undefined,
): { readonly own: readonly OwnNotebook[]; readonly others: readonly string[] } {
  const found = files.filter((name) => name.endsWith(".ipynb") && !name.startsWith(".")).toSorted();
  if (!record) return { own: found.map((file) => ({ file })), others: [] };
  const known = record.notebooks.map(({ out, status }) => ({ file: basename(out), status }));
  const own = known.flatMap(({ file, status }): readonly OwnNotebook[] => {
    if (status === "pending" || status === "skipped") return [];
    if (found.includes(file)) return [{ file }];
    return [{ file, missing: `${file} is missing: the run's record has it as ${status}, but its file is gone` }];
  });
  return { own, others: found.filter((name) => known.every(({ file }) => file !== name)) };
}

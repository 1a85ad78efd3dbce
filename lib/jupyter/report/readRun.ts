import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Verdict } from "trident-base";
import { NotebookError } from "../notebook/errors.ts";
import { type Notebook, readNotebook } from "../notebook/notebook.ts";
import { type Complaint, complaintsIn, complaintsOf } from "../runs/complaints.ts";
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
  /** What the run said, and what its files show now: missing, changed, unreadable, or not of this run. */
  readonly complaints: readonly Complaint[];
}

/**
 * Reads a run's folder, or one executed notebook. A broken file becomes a complaint, since the rest is still worth reading.
 *
 * @throws NotebookError when there is no such place.
 */
export async function readRun(path: string): Promise<Run> {
  const found = await stat(path).catch((cause) => {
    throw new NotebookError("There is no such run", { where: [path], cause });
  });
  const complaints: Complaint[] = [];
  const attempt = async <T>(reading: Promise<T>): Promise<T | undefined> => {
    try {
      return await reading;
    } catch (error) {
      complaints.push({ text: (error as Error).message.replaceAll(`${path}/`, "") });
      return undefined;
    }
  };
  if (!found.isDirectory()) {
    const name = basename(path, ".ipynb");
    const notebook = await readNotebook(path);
    complaints.push(...complaintsIn(notebook).map((complaint) => ({ notebook: name, ...complaint })));
    return { name, notebooks: [named(name, notebook, complaints)], complaints };
  }
  const record = await attempt(readRunRecord(path));
  const verdict = await attempt(readVerdict(path));
  const { own, others } = ofRun(await readdir(path), record);
  const notebooks: NamedNotebook[] = [];
  for (const { file, missing } of own) {
    const name = basename(file, ".ipynb");
    if (missing !== undefined) complaints.push({ notebook: name, text: missing });
    const notebook = missing === undefined ? await attempt(readNotebook(join(path, file))) : undefined;
    if (!notebook) continue;
    const known = record?.notebooks.find(({ out }) => basename(out) === file);
    notebooks.push(named(name, notebook, complaints, known?.executedHash));
    if (!known) complaints.push(...complaintsIn(notebook).map((complaint) => ({ notebook: name, ...complaint })));
  }
  if (record) complaints.push(...complaintsOf({ ...record, otherNotebooks: others }));
  const parts = { ...(record && { record }), ...(verdict && { verdict }) };
  return { name: basename(path), notebooks, complaints, ...parts };
}

/** Numbers that the run did not leave are complained of. */
function named(name: string, notebook: Notebook, complaints: Complaint[], known?: string): NamedNotebook {
  if (!isEdited(notebook, known)) return { name, notebook };
  const text = "it was edited after the run: code, text or outputs are not what the run left";
  complaints.push({ notebook: name, text });
  return { name, notebook, edited: true };
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
    return [{ file, missing: `its file is missing, though the run's record has it as ${status}` }];
  });
  return { own, others: found.filter((name) => known.every(({ file }) => file !== name)) };
}

import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { writeTextAtomically } from "../atomic.ts";
import { NotebookError } from "../errors.ts";
import { readNotebook } from "../notebook.ts";
import { renderReport } from "./renderReport.ts";

/** What to report on, and where to. */
export interface WriteReportOptions {
  /** Executed notebooks, or folders of them, in the order of the page; a folder's notebooks go by name. */
  readonly runs: readonly string[];
  readonly out: string;
  readonly title?: string;
  readonly subtitle?: string;
  readonly made?: Date;
}

/**
 * Renders a run to one self-contained HTML file.
 *
 * @returns the size of the file in bytes.
 * @throws NotebookError when there is no notebook, or one is not valid.
 */
export async function writeReport({ runs, out, title = "Report", ...rest }: WriteReportOptions): Promise<number> {
  const paths = (await Promise.all(runs.map(notebooksIn))).flat();
  if (paths.length === 0) throw new NotebookError("There is no notebook to report on", { where: runs });
  const notebooks = await Promise.all(
    paths.map(async (path) => ({ name: basename(path, ".ipynb"), notebook: await readNotebook(path) })),
  );
  const html = await renderReport({ title, notebooks, ...rest });
  await writeTextAtomically(out, html);
  return Buffer.byteLength(html);
}

async function notebooksIn(path: string): Promise<string[]> {
  const found = await stat(path).catch((cause) => {
    throw new NotebookError("There is no such run", { where: [path], cause });
  });
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => name.endsWith(".ipynb") && !name.startsWith("."));
  return names.sort().map((name) => join(path, name));
}

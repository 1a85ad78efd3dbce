import { mkdir, readdir, realpath, stat, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { basename, join } from "node:path";
import {
  type Json,
  notebookParameters,
  type ParameterValues,
  parseParameter,
  type RunEvent,
  readNotebook,
  runNotebook,
} from "trident-jupyter";
import { UsageError, writeAtomically } from "../runtime/index.ts";
import { buildDist, distIsFresh, root } from "../setup/index.ts";

export interface RunNotebooksOptions {
  /** Notebooks, and folders whose notebooks are run in the order of their names. */
  readonly sources: readonly string[];
  /** Values as text, by parameter. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The folder that gets the executed notebooks and `run.json`. */
  readonly out: string;
  /** Seconds that a cell may take. */
  readonly timeout?: number | undefined;
  readonly progress: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** What became of one notebook, as in `run.json`. */
export interface NotebookRun {
  readonly notebook: string;
  readonly out: string;
  readonly status: "completed" | "failed" | "interrupted";
  readonly seconds: number;
  /** One line that names notebook, cell and cause. */
  readonly failure?: string;
}

/**
 * Runs notebooks one after another until one fails. All parameters are read before anything runs; a parameter is
 * refused only if none of the notebooks has it.
 *
 * @throws UsageError for a source that is not there or a parameter that no notebook has; ParameterError for a value
 * that does not fit its type.
 */
export async function runNotebooks(options: RunNotebooksOptions): Promise<readonly NotebookRun[]> {
  const { out, timeout, progress, signal } = options;
  const notebooks = (await Promise.all(options.sources.map(notebooksOf))).flat();
  await checkPlaces(notebooks, out);
  const parameters = await parametersOf(notebooks, options.parameters);
  // Cells import the library by name, which stock tslab finds in dist alone.
  if (!distIsFresh()) await buildDist();
  await mkdir(out, { recursive: true });
  const runs: NotebookRun[] = [];
  const started = new Date();
  for (const notebook of notebooks) {
    const name = basename(notebook, ".ipynb");
    const result = await runNotebook({
      notebook,
      out: join(out, `${name}.ipynb`),
      parameters: parameters.get(notebook)!,
      prefixes: [join(root, ".venv")],
      onEvent: (event) => tell(name, event, progress),
      ...(timeout === undefined ? {} : { timeout }),
      ...(signal === undefined ? {} : { signal }),
    });
    runs.push({
      notebook,
      out: result.out,
      status: result.status,
      seconds: result.seconds,
      ...(result.failure ? { failure: result.failure.message } : {}),
    });
    const facts = { started, ended: new Date(), parameters: options.parameters, runs, machine: machine() };
    await writeAtomically(join(out, "run.json"), (temporary) =>
      writeFile(temporary, `${JSON.stringify(facts, null, 1)}\n`),
    );
    if (result.status !== "completed") break;
  }
  return runs;
}

async function notebooksOf(source: string): Promise<readonly string[]> {
  const found = await stat(source).catch(() => undefined);
  if (!found)
    throw new UsageError("there is no such notebook or folder", { where: [source], remedy: "Check the path." });
  if (!found.isDirectory()) return [source];
  const names = (await readdir(source)).filter((name) => name.endsWith(".ipynb") && !name.startsWith(".")).sort();
  if (names.length === 0) throw new UsageError("the folder has no notebooks", { where: [source] });
  return names.map((name) => join(source, name));
}

/** An executed notebook has its source's name: it must not take the place of another one, nor of a source. */
async function checkPlaces(notebooks: readonly string[], out: string): Promise<void> {
  const taken = new Map<string, string>();
  const sources = await Promise.all(notebooks.map((path) => realpath(path)));
  for (const path of notebooks) {
    const place = join(out, `${basename(path, ".ipynb")}.ipynb`);
    const other = taken.get(place);
    if (other !== undefined) {
      throw new UsageError("two notebooks have the same name", {
        where: [other, path],
        remedy: "Run them one by one.",
      });
    }
    taken.set(place, path);
    if (sources.includes(await realpath(place).catch(() => place))) {
      throw new UsageError("the executed notebook would take the place of its source", {
        where: [place],
        remedy: "Give another folder as --out.",
      });
    }
  }
}

async function parametersOf(
  notebooks: readonly string[],
  given: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, ParameterValues>> {
  const known = new Set<string>();
  const values = new Map<string, ParameterValues>();
  for (const path of notebooks) {
    const own: Record<string, Json> = {};
    for (const parameter of notebookParameters(await readNotebook(path))) {
      known.add(parameter.name);
      const text = given[parameter.name];
      if (text !== undefined) own[parameter.name] = parseParameter(parameter, text);
    }
    values.set(path, own);
  }
  const unknown = Object.keys(given).filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new UsageError(`no notebook has the parameter ${unknown.join(", ")}`, {
      where: notebooks.map((path) => basename(path)),
      remedy: known.size > 0 ? `They have ${[...known].join(", ")}.` : "They have none.",
    });
  }
  return values;
}

function tell(name: string, event: RunEvent, progress: (line: string) => void): void {
  if (event.type === "started") progress(`${name}: ${event.cells} cells`);
  if (event.type === "kernel-ready") progress(`${name}: kernel ${event.kernel} ready in ${event.seconds.toFixed(1)} s`);
  if (event.type === "cell-ended" && (event.seconds >= 0.5 || event.status === "failed")) {
    progress(`${name}: cell ${event.cell} ${event.status} in ${event.seconds.toFixed(1)} s`);
  }
  if (event.type === "output-lost") progress(`${name}: cell ${event.cell} printed more than its kernel passed on`);
  if (event.type === "ended") progress(`${name}: ${event.result.status} in ${event.result.seconds.toFixed(1)} s`);
}

function machine(): object {
  return { node: process.version, platform: process.platform, arch: process.arch, cpus: cpus().length };
}

import { existsSync } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { Json, JsonObject } from "trident-base";
import { findKernelspec, type Kernelspec } from "../client/kernelspec.ts";
import { ParameterError } from "../notebook/errors.ts";
import { type Notebook, readNotebook } from "../notebook/notebook.ts";
import { checkParameter, notebookParameters, type ParameterValues, parseParameter } from "../notebook/parameters.ts";
import { RunError } from "./errors.ts";
import { orderSteps, type Step } from "./graph.ts";

/** What to run, with which parameters. */
export interface PlanRunOptions {
  /** Notebooks, and folders whose notebooks are taken in the order of their names. */
  readonly sources: readonly string[];
  /** The run's folder. */
  readonly out: string;
  /** Values by parameter. A parameter is refused only if none of the notebooks has it. */
  readonly values?: ParameterValues;
  /** Values as text, as on a command line; they come before `values`. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Where artefacts lie that this run does not make: their paths start here. */
  readonly project: string;
  /** Where artefacts that this run makes lie: their paths start here. The project by default. */
  readonly work?: string;
  /** Environments whose kernels come before all others. */
  readonly prefixes?: readonly string[];
}

/** A notebook that is ready to be run. */
export interface PlannedNotebook extends Step {
  readonly path: string;
  /** The executed notebook's file name in the run's folder. */
  readonly out: string;
  readonly source: Notebook;
  readonly spec: Kernelspec;
  /** Those that were given. */
  readonly parameters: ParameterValues;
  /** Those that its source gives to the others, where they are plain data. */
  readonly defaults: ParameterValues;
  /** Places in the plan of the notebooks that it waits for. */
  readonly after: readonly number[];
}

/** Notebooks in an order in which they can be run, and their parameters. */
export interface RunPlan {
  readonly notebooks: readonly PlannedNotebook[];
  /** Given, or by default where all notebooks that have the parameter agree. */
  readonly parameters: ParameterValues;
  readonly out: string;
  readonly project: string;
  readonly work: string;
  readonly prefixes: readonly string[];
}

/** Where an artefact lies that a notebook needs: with what this run makes, or else in the project. */
export function placeOfNeed(
  need: string,
  isMade: boolean,
  { project, work }: Pick<RunPlan, "project" | "work">,
): string {
  const own = resolve(work, need);
  return isMade || existsSync(own) ? own : resolve(project, need);
}

/**
 * Reads notebooks, kernels and parameters and puts them in order: what can be refused is refused here, before anything
 * runs. A notebook declares under `metadata.trident` which artefacts it `needs` and `makes`: paths that start in the
 * project, or mere names.
 *
 * @throws RunError for a source that is not there, places taken twice, needs that are not met; NotebookError;
 * KernelError; ParameterError for an unknown parameter or a value that does not fit its type.
 */
export async function planRun(options: PlanRunOptions): Promise<RunPlan> {
  const { out, project, work = project, prefixes = [] } = options;
  const paths = (await Promise.all(options.sources.map(notebooksOf))).flat();
  await checkPlaces(paths, out);
  const read = await Promise.all(
    paths.map(async (path) => {
      const source = await readNotebook(path);
      const spec = await findKernelspec(kernelName(source), { prefixes });
      return { path, source, spec };
    }),
  );
  const { own, all } = parametersOf(read, options);
  const steps = read.map(({ path, source, spec }) => ({
    name: basename(path, ".ipynb"),
    out: basename(path),
    path,
    source,
    spec,
    parameters: own.get(path)!,
    defaults: defaultsOf(source),
    ...artefactsOf(source, path),
  }));
  const ordered = orderSteps(steps, (artefact) => existsSync(placeOfNeed(artefact, false, { project, work })));
  return {
    notebooks: ordered.map(({ step, after }) => ({ ...step, after })),
    parameters: { ...agreed(steps.map(({ defaults }) => defaults)), ...all },
    out,
    project,
    work,
    prefixes,
  };
}

async function notebooksOf(source: string): Promise<readonly string[]> {
  const found = await stat(source).catch(() => undefined);
  if (!found) throw new RunError("There is no such notebook or folder", { where: [source], remedy: "Check the path" });
  if (!found.isDirectory()) {
    if (source.endsWith(".ipynb")) return [source];
    throw new RunError("A notebook's name ends in .ipynb", { where: [source] });
  }
  const names = (await readdir(source)).filter((name) => name.endsWith(".ipynb") && !name.startsWith(".")).sort();
  if (names.length === 0) throw new RunError("The folder has no notebooks", { where: [source] });
  return names.map((name) => join(source, name));
}

/** An executed notebook has its source's name: it must not take the place of another one, nor of a source. */
async function checkPlaces(paths: readonly string[], out: string): Promise<void> {
  const taken = new Map<string, string>();
  const sources = await Promise.all(paths.map((path) => realpath(path)));
  for (const path of paths) {
    const place = join(out, basename(path));
    const other = taken.get(place);
    if (other !== undefined) {
      throw new RunError("Two notebooks have the same name", { where: [other, path], remedy: "Run them one by one" });
    }
    taken.set(place, path);
    if (sources.includes(await realpath(place).catch(() => place))) {
      throw new RunError("The executed notebook would take the place of its source", {
        where: [place],
        remedy: "Give another folder as --out",
      });
    }
  }
}

function defaultsOf(source: Notebook): ParameterValues {
  const known = notebookParameters(source).flatMap(({ name, default: value }) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(known);
}

/** The values that are the same wherever they are. */
function agreed(all: readonly ParameterValues[]): ParameterValues {
  const named = Map.groupBy(
    all.flatMap((values) => Object.entries(values)),
    ([name]) => name,
  );
  const same = [...named].flatMap(([name, found]) => {
    const [[, first] = []] = found;
    return first !== undefined && found.every(([, value]) => JSON.stringify(value) === JSON.stringify(first))
      ? [[name, first] as const]
      : [];
  });
  return Object.fromEntries(same);
}

function kernelName({ metadata }: Notebook): string {
  const { name } = (metadata.kernelspec as JsonObject | undefined) ?? {};
  return typeof name === "string" ? name : "tslab";
}

function artefactsOf({ metadata }: Notebook, path: string): { needs: readonly string[]; makes: readonly string[] } {
  const declared = (metadata.trident as JsonObject | undefined) ?? {};
  const list = (key: "needs" | "makes"): readonly string[] => {
    const value = declared[key] ?? [];
    if (Array.isArray(value) && value.every((item) => typeof item === "string" && item !== ""))
      return value as string[];
    throw new RunError(`metadata.trident.${key} is not a list of names or paths`, { where: [path] });
  };
  return { needs: list("needs"), makes: list("makes") };
}

function parametersOf(
  read: readonly { readonly path: string; readonly source: Notebook }[],
  { values = {}, texts = {} }: PlanRunOptions,
): { own: ReadonlyMap<string, ParameterValues>; all: ParameterValues } {
  const known = new Set<string>();
  const all = new Map<string, Json>(Object.entries({ ...values, ...texts }));
  const own = new Map<string, ParameterValues>();
  for (const { path, source } of read) {
    const mine: [string, Json][] = [];
    for (const parameter of notebookParameters(source)) {
      const { name } = parameter;
      known.add(name);
      if (!all.has(name)) continue;
      const value = Object.hasOwn(texts, name) ? parseParameter(parameter, texts[name]!) : values[name]!;
      checkParameter(parameter, value, path);
      all.set(name, value);
      mine.push([name, value]);
    }
    own.set(path, Object.fromEntries(mine));
  }
  const unknown = [...Object.keys(values), ...Object.keys(texts)].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new ParameterError(`no notebook has the parameter ${[...new Set(unknown)].join(", ")}`, {
      where: read.map(({ path }) => basename(path)),
      remedy: known.size > 0 ? `They have ${[...known].join(", ")}` : "They have none",
    });
  }
  return { own, all: Object.fromEntries(all) };
}

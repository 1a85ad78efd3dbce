import type { Json, JsonObject } from "trident-base";
import type { Notebook } from "../notebook/notebook.ts";
import { notebookParameters } from "../notebook/parameters.ts";
import type { Run } from "./readRun.ts";

/** A parameter with the value that a run had. */
export interface RunParameter {
  readonly value: Json;
  /** True for one that nobody gave. */
  readonly isDefault: boolean;
}

/** The parameters of a run, given or not. */
export interface RunParameters {
  /** Those of the run, and those in which all notebooks that have them agree, by name. */
  readonly shared: ReadonlyMap<string, RunParameter>;
  /** By notebook, then by name: those whose value is not the run's. */
  readonly own: ReadonlyMap<string, ReadonlyMap<string, RunParameter>>;
}

/**
 * Finds the values with which the notebooks of a run ran: what they were given, and for what they were not given the
 * default that they declare. So a run that was given a default is like one that was not.
 */
export function runParameters({ record, notebooks }: Pick<Run, "record" | "notebooks">): RunParameters {
  const all = new Map(notebooks.map(({ name, notebook }) => [name, parametersOf(notebook)]));
  for (const { out, parameters } of record?.notebooks ?? []) {
    const known = all.get(out.replace(/\.ipynb$/, ""));
    for (const [name, value] of Object.entries(parameters)) {
      if (known?.has(name) === false) known.set(name, { value, isDefault: false });
    }
  }
  const shared = new Map<string, RunParameter>();
  const ofRun = { profile: record?.profile ?? undefined, seed: record?.seed ?? undefined, ...record?.parameters };
  for (const [name, value] of Object.entries(ofRun)) {
    const found = having(all, name);
    const isDefault = found.length > 0 && found.every((each) => each.isDefault);
    if (value !== undefined) shared.set(name, { value, isDefault });
  }
  for (const name of new Set([...all.values()].flatMap((parameters) => [...parameters.keys()]))) {
    const found = having(all, name);
    if (!shared.has(name) && found.every((each) => isSame(each, found[0]!))) {
      shared.set(name, { value: found[0]!.value, isDefault: found.every((each) => each.isDefault) });
    }
  }
  const own = new Map<string, ReadonlyMap<string, RunParameter>>();
  for (const [notebook, parameters] of all) {
    const other = [...parameters].filter(([name, each]) => !shared.has(name) || !isSame(each, shared.get(name)!));
    if (other.length > 0) own.set(notebook, new Map(other));
  }
  return { shared, own };
}

function having(all: ReadonlyMap<string, ReadonlyMap<string, RunParameter>>, name: string): readonly RunParameter[] {
  return [...all.values()].flatMap((parameters) => parameters.get(name) ?? []);
}

function isSame(a: RunParameter, b: RunParameter): boolean {
  return JSON.stringify(a.value) === JSON.stringify(b.value);
}

function parametersOf(notebook: Notebook): Map<string, RunParameter> {
  const found = new Map<string, RunParameter>();
  for (const { name, default: value } of declared(notebook)) {
    if (value !== undefined) found.set(name, { value, isDefault: true });
  }
  const { parameters } = (notebook.metadata.papermill ?? {}) as JsonObject;
  for (const [name, value] of Object.entries((parameters ?? {}) as JsonObject)) {
    found.set(name, { value: value as Json, isDefault: false });
  }
  return found;
}

/** Declarations that cannot be read are no reason to leave out what was given. */
function declared(notebook: Notebook): ReturnType<typeof notebookParameters> {
  try {
    return notebookParameters(notebook);
  } catch {
    return [];
  }
}

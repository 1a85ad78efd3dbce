import type { Json, JsonObject } from "trident-base";
import { complaintLine } from "../runs/complaints.ts";
import type { Run } from "./readRun.ts";
import { runParameters } from "./runParameters.ts";

/** One thing that is not the same in two runs; undefined where a run lacks it. */
export interface RunChange {
  readonly name: string;
  readonly a: Json | undefined;
  readonly b: Json | undefined;
}

/** One kind of facts of two runs: what changed, and how many are the same. */
export interface RunDiffSection {
  readonly id: "parameters" | "data" | "results" | "verdict" | "notebooks" | "environment";
  readonly title: string;
  readonly changes: readonly RunChange[];
  readonly same: number;
}

/** What changed from run `a` to run `b`. */
export interface RunDiff {
  readonly a: { readonly name: string; readonly started: string | null };
  readonly b: { readonly name: string; readonly started: string | null };
  readonly sections: readonly RunDiffSection[];
  /** What each run complains of and what could not be compared, one sentence each. */
  readonly notes: readonly string[];
}

type Facts = ReadonlyMap<string, Json>;

const SECTIONS = [
  ["parameters", "Parameters", parametersOf],
  ["data", "Data", dataOf],
  ["results", "Results", resultsOf],
  ["verdict", "Verdict", verdictOf],
  ["notebooks", "Notebooks", notebooksOf],
  ["environment", "Code, packages and machine", environmentOf],
] as const;

/** Compares two runs by their records, verdicts and notebooks. Times and durations are no facts: they always differ. */
export function diffRuns(a: Run, b: Run): RunDiff {
  const sections = SECTIONS.map(([id, title, factsOf]): RunDiffSection => {
    const [before, after] = [factsOf(a), factsOf(b)];
    const names = [...new Set([...before.keys(), ...after.keys()])];
    const changes = names
      .map((name) => ({ name, a: before.get(name), b: after.get(name) }))
      .filter((change) => JSON.stringify(change.a) !== JSON.stringify(change.b));
    return { id, title, changes, same: names.length - changes.length };
  });
  const notes = [a, b].flatMap((run) => [
    ...run.complaints.map((complaint) => `${run.name}: ${complaintLine(complaint)}`),
    ...(run.record ? [] : [`${run.name} has no run.json that could be read: only its notebooks were compared`]),
  ]);
  const side = (run: Run) => ({ name: run.name, started: run.record?.started ?? null });
  return { a: side(a), b: side(b), sections, notes };
}

/** How many digits of a hash are shown: enough to tell two apart. */
const HASH = 12;

/** The values that a run's parameters had, whether they were given or kept their default. */
function parametersOf(run: Run): Facts {
  const { shared, own } = runParameters(run);
  const facts = new Map([...shared].map(([name, { value }]) => [name, value] as const));
  for (const [notebook, parameters] of own) {
    for (const [name, { value }] of parameters) facts.set(`${notebook}: ${name}`, value);
  }
  return facts;
}

function dataOf({ record }: Run): Facts {
  const facts = new Map<string, Json>();
  for (const { name, rows, bytes, sha256, notes } of record?.provenance.data ?? []) {
    add(facts, { rows, bytes, sha256: sha256?.slice(0, HASH), bias: notes?.join("; ") }, `${name}: `);
  }
  return facts;
}

function resultsOf({ record }: Run): Facts {
  const facts = new Map<string, Json>();
  for (const { out, results } of record?.notebooks ?? []) add(facts, results, `${out.replace(/\.ipynb$/, "")}: `);
  return facts;
}

function verdictOf({ verdict }: Run): Facts {
  const facts = new Map<string, Json>();
  if (!verdict) return facts;
  facts.set(verdict.title, verdict.status);
  for (const { id, status, value, threshold } of verdict.lines) add(facts, { status, value, threshold }, `${id}: `);
  return facts;
}

function notebooksOf({ record, notebooks }: Run): Facts {
  if (!record) return new Map(notebooks.map(({ name }) => [name, "there"]));
  const facts = new Map<string, Json>();
  for (const { out, status, hash, kernel } of record.notebooks) {
    add(facts, { status, "code and inputs": hash?.slice(0, HASH), kernel }, `${out.replace(/\.ipynb$/, "")}: `);
  }
  return facts;
}

function environmentOf({ record }: Run): Facts {
  const facts = new Map<string, Json>();
  if (!record) return facts;
  const { commit, packages, python, machine, gpu, trials, holdoutOpened } = record.provenance;
  add(facts, {
    commit: commit && `${commit.id.slice(0, HASH)}${commit.dirty ? " with changes" : ""}`,
    trials,
    "holdout opened": holdoutOpened,
  });
  add(facts, packages, "package ");
  add(facts, python, "Python package ");
  add(facts, { ...machine }, "machine ");
  add(facts, { GPU: gpu });
  return facts;
}

function add(facts: Map<string, Json>, values: JsonObject, prefix = ""): void {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== "") facts.set(prefix + name, value);
  }
}

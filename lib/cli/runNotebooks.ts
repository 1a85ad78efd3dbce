import { join } from "node:path";
import { root, venv } from "trident-base/project";
import {
  type Complaint,
  complaintsOf,
  estimateRun,
  executePlan,
  type NotebookRecord,
  type ParameterValues,
  planRun,
  type RunRecord,
  surroundingsOf,
} from "trident-jupyter";
import { buildDist, distIsFresh } from "../setup/index.ts";

import { ofCommandLine } from "./commandLineError.ts";
import { environmentHash, installedPackages } from "./installed.ts";
import type { Call } from "./program.ts";
import { describeEstimate, printable, showRun } from "./showRun.ts";

/** What to run, and how. */
export interface RunNotebooksOptions {
  /** Notebooks, and folders whose notebooks are run in the order of their names, or of what they need. */
  readonly sources: readonly string[];
  readonly values?: ParameterValues;
  /** Values as text; they come before `values`. */
  readonly texts?: Readonly<Record<string, string>>;
  /** The folder that gets the executed notebooks, `run.json`, and what the notebooks make, under `data/`. */
  readonly out: string;
  /** Seconds that a cell may take. */
  readonly timeout?: number | undefined;
  readonly jobs?: number;
  readonly failFast?: boolean;
  readonly resume?: boolean;
}

/** What became of a notebook: as in `run.json`, with the path of the executed one. */
export type NotebookRun = NotebookRecord;

/** What became of a run. */
export interface NotebooksRun {
  readonly record: RunRecord;
  readonly runs: readonly NotebookRun[];
  /** What went wrong, one line for each notebook; empty when nothing did. */
  readonly failures: readonly string[];
  /** What is no failure and may not be missed. */
  readonly complaints: readonly Complaint[];
}

/**
 * Runs notebooks on this repository's kernels and library, and shows on stderr how far they are. All parameters are
 * read before anything runs.
 *
 * @throws RunError, NotebookError, KernelError for what is refused, CommandLineError for parameters; then nothing was run.
 */
export async function runNotebooks(options: RunNotebooksOptions, call: Call): Promise<NotebooksRun> {
  const { sources, values = {}, texts = {}, out, timeout, jobs = 1, failFast = false, resume = false } = options;
  const planned = planRun({ sources, out, values, texts, project: root, work: out, prefixes: [venv] });
  const plan = await planned.catch((cause: Error) => {
    throw cause.name === "ParameterError" ? ofCommandLine(cause) : cause;
  });
  // Cells import the library by name, which stock tslab finds in dist alone.
  if (!distIsFresh()) await buildDist();
  const estimate = await estimateRun(plan, jobs);
  if (estimate) call.progress(describeEstimate(estimate));
  const show = showRun(plan, call);
  try {
    const record = await executePlan(plan, {
      jobs,
      failFast,
      resume,
      environment: environmentHash(),
      env: { ...process.env, TRIDENT_WORK: join(out, "data") },
      surroundings: await surroundingsOf(root, installedPackages()),
      signal: call.signal,
      onEvent: show.receive,
      ...(timeout === undefined ? {} : { timeout }),
    });
    const runs = record.notebooks.map((run) => ({ ...run, out: join(out, run.out) }));
    const failed = runs.filter(({ status }) => status !== "completed");
    return {
      record,
      runs,
      complaints: complaintsOf(record),
      failures: failed.map(({ notebook, status, failure }) =>
        printable(`${status}: ${failure ?? `${notebook} was not run`}`),
      ),
    };
  } finally {
    show.end();
  }
}

/** How much a run complains of, as the last line of a command's answer; no line where it has nothing to. */
export function complaintCount({ length }: readonly Complaint[]): readonly string[] {
  return length === 0 ? [] : [`${length} complaint${length === 1 ? "" : "s"}: see the top of the run's report`];
}

/** The exit code of a run that Ctrl-C has stopped; nothing for any other. */
export function exitCodeOf({ status }: RunRecord): { readonly exitCode?: number } {
  return status === "interrupted" ? { exitCode: 130 } : {};
}

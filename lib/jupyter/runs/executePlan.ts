import { readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { complaintsOf } from "./complaints.ts";
import type { RunEvent } from "./events.ts";
import { executeStep } from "./executeStep.ts";
import { lockRun } from "./lock.ts";
import type { PlannedNotebook, RunPlan } from "./planRun.ts";
import type { Surroundings } from "./provenance.ts";
import type { NotebookRecord, RunRecord } from "./record.ts";
import { RunRecorder } from "./recorder.ts";

/** What a run of several notebooks tells while it goes on, beside what each tells itself. */
export type PlanEvent =
  | RunEvent
  /** Taken over from an earlier run. */
  | { readonly type: "resumed" }
  /** Not run, and why. */
  | { readonly type: "skipped"; readonly because: string }
  | { readonly type: "memory"; readonly bytes: number };

/** How a plan is carried out. */
export interface ExecutePlanOptions {
  /** How many notebooks run at a time. */
  readonly jobs?: number;
  /** Stops everything at the first failure, instead of going on with notebooks that do not depend on it. */
  readonly failFast?: boolean;
  /** Takes over what finished in an earlier run and depends on nothing that has changed. */
  readonly resume?: boolean;
  /** Seconds that a cell may take. */
  readonly timeout?: number;
  /** The environment of the kernels; this process's by default. */
  readonly env?: NodeJS.ProcessEnv;
  /** A hash of the libraries and packages that cells import. */
  readonly environment: string;
  readonly surroundings: Surroundings;
  readonly signal?: AbortSignal;
  readonly onEvent?: (notebook: string, event: PlanEvent) => void;
  readonly now?: () => Date;
}

/**
 * Runs the notebooks of a plan, side by side where they do not need each other, and keeps `run.json` up to date.
 * Notebooks that need one that failed are not run. What is in the run's folder is of this run: executed notebooks of
 * an earlier one go when it begins, or with `resume` when they are not taken over.
 *
 * @throws RunError when another run is going on in the folder.
 */
export async function executePlan(plan: RunPlan, options: ExecutePlanOptions): Promise<RunRecord> {
  const { jobs = 1, failFast = false, resume = false, signal, now = () => new Date() } = options;
  const lock = await lockRun(plan.out);
  const stop = new AbortController();
  const abort = () => stop.abort();
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  try {
    const started = now();
    const others = await otherNotebooks(plan);
    const recorder = new RunRecorder(plan.out, { ...firstRecord(plan, options, started), otherNotebooks: others });
    for (const { text } of complaintsOf(recorder.record)) {
      options.onEvent?.(basename(plan.out), { type: "complaint", text });
    }
    if (!resume) await removeOld(plan);
    await recorder.change({});
    const running = new Map<number, Promise<void>>();
    const hashes: string[] = [];
    const status = (place: number) => recorder.record.notebooks[place]!.status;
    const start = async (place: number): Promise<void> => {
      await executeStep(plan, place, { ...options, resume, now, signal: stop.signal }, recorder, hashes);
      running.delete(place);
      if (failFast && status(place) === "failed") abort();
    };
    const skip = async (place: number, because: string): Promise<void> => {
      const { name, out } = plan.notebooks[place]!;
      await rm(join(plan.out, out), { force: true });
      await recorder.changeNotebook(place, { status: "skipped", failure: `${name}: not run, since ${because}` });
      options.onEvent?.(name, { type: "skipped", because });
    };
    try {
      for (;;) {
        for (const [place, { after }] of plan.notebooks.entries()) {
          if (status(place) !== "pending" || running.has(place)) continue;
          const lost = after.find((other) => ["failed", "skipped"].includes(status(other)));
          if (lost !== undefined) await skip(place, `${plan.notebooks[lost]!.name} did not complete`);
          else if (
            running.size < jobs &&
            !stop.signal.aborted &&
            after.every((other) => status(other) === "completed")
          ) {
            running.set(place, start(place));
          }
        }
        if (running.size === 0) break;
        await Promise.race(running.values());
      }
    } catch (error) {
      abort();
      await Promise.allSettled(running.values());
      const notebooks = recorder.record.notebooks.map((notebook) =>
        notebook.status === "running"
          ? { ...notebook, status: "failed" as const, failure: `${notebook.notebook}: ${(error as Error).message}` }
          : notebook,
      );
      // Where the disk is full, that cannot be written either.
      await recorder.change({ status: "failed", ended: now().toISOString(), notebooks }).catch(() => {});
      throw error;
    }
    if (failFast && !signal?.aborted && stop.signal.aborted) {
      for (const place of plan.notebooks.keys())
        if (status(place) === "pending") await skip(place, "another one failed");
    }
    const ended = now();
    await recorder.change({
      status: overall(recorder.record.notebooks, signal?.aborted === true),
      ended: ended.toISOString(),
      seconds: (ended.getTime() - started.getTime()) / 1000,
    });
    return recorder.record;
  } finally {
    signal?.removeEventListener("abort", abort);
    lock.release();
  }
}

/** Notebooks in the run's folder whose places this plan does not take. */
async function otherNotebooks({ notebooks, out }: RunPlan): Promise<string[]> {
  const own = new Set(notebooks.map((notebook) => notebook.out));
  return (await readdir(out)).filter((name) => /^[^.].*\.ipynb$/.test(name) && !own.has(name)).sort();
}

async function removeOld({ notebooks, out }: RunPlan): Promise<void> {
  for (const name of ["verdict.json", ...notebooks.map((notebook) => notebook.out)]) {
    await rm(join(out, name), { force: true });
  }
}

function overall(notebooks: readonly NotebookRecord[], interrupted: boolean): RunRecord["status"] {
  if (notebooks.every(({ status }) => status === "completed")) return "completed";
  return interrupted ? "interrupted" : "failed";
}

function firstRecord(plan: RunPlan, { surroundings }: ExecutePlanOptions, started: Date): RunRecord {
  const { profile, seed } = plan.parameters;
  return {
    format: 1,
    status: "running",
    started: started.toISOString(),
    ended: null,
    seconds: null,
    pid: process.pid,
    parameters: plan.parameters,
    profile: typeof profile === "string" ? profile : null,
    seed: typeof seed === "number" ? seed : null,
    notebooks: plan.notebooks.map(pendingRecord),
    otherNotebooks: [],
    provenance: { ...surroundings, data: [], trials: null, holdoutOpened: null },
  };
}

function pendingRecord({ path, out, parameters, defaults, spec, needs, makes }: PlannedNotebook): NotebookRecord {
  return {
    notebook: basename(path),
    out,
    status: "pending",
    skipped: false,
    seconds: null,
    started: null,
    ended: null,
    hash: "",
    parameters: { ...defaults, ...parameters },
    given: Object.keys(parameters),
    results: {},
    kernel: spec.name,
    needs,
    makes,
    peakMemory: null,
    complaints: [],
  };
}

import { join, resolve } from "node:path";
import type { JsonObject } from "trident-base";
import { TridentError } from "trident-base";
import type { Notebook } from "../notebook/notebook.ts";
import { injectParameters } from "../notebook/parameters.ts";
import { complaintsIn, type NotebookComplaint } from "./complaints.ts";
import type { RunEvent, RunResult } from "./events.ts";
import { executedHash } from "./executedHash.ts";
import type { ExecutePlanOptions } from "./executePlan.ts";
import { inputFiles } from "./inputFiles.ts";
import { inputHash } from "./inputHash.ts";
import { kernelMemory } from "./kernelMemory.ts";
import { placeOfNeed, type RunPlan } from "./planRun.ts";
import { publishedFacts } from "./publishedFacts.ts";
import type { RunRecorder } from "./recorder.ts";
import { runNotebook } from "./runNotebook.ts";
import { markFinished, takeOver } from "./takeOver.ts";

/** How often the memory of a kernel is looked at, in ms. */
const SAMPLE = 1_000;

type StepOptions = ExecutePlanOptions & {
  readonly resume: boolean;
  readonly signal: AbortSignal;
  readonly now: () => Date;
};

/** Runs one notebook of a plan, or takes it over, and records what came of it. */
export async function executeStep(
  plan: RunPlan,
  place: number,
  options: StepOptions,
  recorder: RunRecorder,
  hashes: string[],
): Promise<void> {
  const step = plan.notebooks[place]!;
  const { resume, signal, timeout, environment, now } = options;
  const tell = (event: Parameters<NonNullable<StepOptions["onEvent"]>>[1]) => options.onEvent?.(step.name, event);
  const source = injectParameters(step.source, step.parameters, step.path);
  const files = await inputFiles(step, plan, hashes);
  const hash = inputHash({ notebook: source, kernel: step.spec.name, environment, files });
  hashes[place] = hash;
  const places = { path: join(plan.out, step.out), work: plan.work };

  const complaints: NotebookComplaint[] = [];
  const complain = (complaint: NotebookComplaint) => {
    complaints.push(complaint);
    tell({ type: "complaint", ...complaint });
  };
  const publish = async (notebook: Notebook) => {
    const facts = publishedFacts(notebook);
    for (const complaint of facts.complaints) complain(complaint);
    await recorder.publish(place, facts);
    await recorder.changeNotebook(place, { executedHash: executedHash(notebook) });
  };

  for (const need of step.needs) {
    const isMade = step.after.some((other) => plan.notebooks[other]!.makes.includes(need));
    const taken = placeOfNeed(need, isMade, plan);
    if (!isMade && taken !== resolve(plan.work, need))
      complain({ text: `${need} is not of this run: it is taken from ${taken}` });
  }
  const earlier = resume ? await takeOver(source, hash, places) : undefined;
  if (earlier === "edited") {
    complain({ text: `${step.out} was changed after it had been executed, so that it is run again` });
  } else if (earlier) {
    for (const complaint of complaintsIn(earlier.notebook)) complain(complaint);
    await publish(earlier.notebook);
    const { peakMemory } = earlier;
    const known = { status: "completed", skipped: true, hash, peakMemory, ...timesOf(earlier.notebook) } as const;
    await recorder.changeNotebook(place, { ...known, complaints });
    tell({ type: "resumed" });
    return;
  }

  const started = now();
  await recorder.changeNotebook(place, { status: "running", started: started.toISOString(), hash });
  const memory = watchMemory((bytes) => tell({ type: "memory", bytes }));
  let result: RunResult | undefined;
  let failure: string | undefined;
  try {
    result = await runNotebook({
      notebook: step.path,
      source: step.source,
      out: places.path,
      parameters: step.parameters,
      prefixes: plan.prefixes,
      signal,
      now,
      onEvent: (event) => {
        memory.receive(event);
        if (event.type === "complaint") complain({ ...(event.cell && { cell: event.cell }), text: event.text });
        else tell(event);
      },
      ...(timeout === undefined ? {} : { timeout }),
      ...(options.env === undefined ? {} : { env: options.env }),
    });
    failure = result.failure?.message;
  } catch (error) {
    if (!(error instanceof TridentError) && !signal.aborted) throw error;
    failure = `${step.path}: ${signal.aborted ? "The run was interrupted" : (error as Error).message}`;
  } finally {
    memory.stop();
  }
  const peakMemory = memory.peak();
  if (result) {
    await publish(result.notebook);
    if (result.status === "completed")
      await markFinished(result.notebook, { hash, makes: step.makes, peakMemory }, places);
  }
  const ended = now();
  await recorder.changeNotebook(place, {
    status: result?.status ?? (signal.aborted ? "interrupted" : "failed"),
    ended: ended.toISOString(),
    seconds: (ended.getTime() - started.getTime()) / 1000,
    peakMemory,
    complaints,
    ...(failure === undefined ? {} : { failure }),
  });
}

/** When the notebook was run, as its own metadata say. */
function timesOf({ metadata }: Notebook): {
  readonly seconds: number | null;
  readonly started: string | null;
  readonly ended: string | null;
} {
  const { start_time, end_time, duration } = (metadata.papermill as JsonObject | undefined) ?? {};
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return {
    started: text(start_time),
    ended: text(end_time),
    seconds: typeof duration === "number" ? duration : null,
  };
}

/** Looks at a kernel's memory from when it is ready. */
function watchMemory(tell: (bytes: number) => void) {
  let timer: NodeJS.Timeout | undefined;
  let peak: number | null = null;
  const look = async (pid: number) => {
    const bytes = await kernelMemory(pid);
    if (bytes === null || timer === undefined) return;
    peak = Math.max(peak ?? 0, bytes);
    tell(bytes);
  };
  return {
    receive: (event: RunEvent) => {
      if (event.type !== "kernel-ready") return;
      timer = setInterval(() => void look(event.pid), SAMPLE).unref();
      void look(event.pid);
    },
    stop: () => {
      clearInterval(timer);
      timer = undefined;
    },
    peak: () => peak,
  };
}

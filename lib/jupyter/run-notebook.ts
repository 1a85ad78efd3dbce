import { dirname, resolve } from "node:path";
import { ParameterError } from "./errors.ts";
import { type CellLimits, type CellOutcome, executeCell } from "./execute-cell.ts";
import { explainFailure } from "./failure.ts";
import type { JsonObject } from "./json.ts";
import { type Kernel, startKernel } from "./kernel.ts";
import { findKernelspec, type Kernelspec } from "./kernelspec.ts";
import { type Cell, type CodeCell, cellTags, type Notebook, readNotebook, writeNotebook } from "./notebook.ts";
import { OutputCollector } from "./outputs.ts";
import { injectParameters, notebookParameters, type ParameterValues } from "./parameters.ts";

/** What a run tells while it goes on. `cell` counts from 1, as in messages. */
export type RunEvent =
  | { readonly type: "started"; readonly notebook: string; readonly cells: number }
  | { readonly type: "kernel-ready"; readonly kernel: string; readonly seconds: number }
  | { readonly type: "cell-started"; readonly cell: number; readonly id: string }
  | { readonly type: "printed"; readonly cell: number; readonly stream: "stdout" | "stderr"; readonly text: string }
  | { readonly type: "cell-ended"; readonly cell: number; readonly status: CellStatus; readonly seconds: number }
  | { readonly type: "output-lost"; readonly cell: number }
  | { readonly type: "ended"; readonly result: RunResult };

export type CellStatus = "completed" | "failed";

/** Where and why a run stopped. */
export interface RunFailure {
  /** The cell's number, counted from 1, or 0 when the kernel did not start. */
  readonly cell: number;
  readonly id: string;
  readonly cause: string;
  /** One line: notebook, cell, cause. */
  readonly message: string;
}

/** How a run ended. */
export interface RunResult {
  readonly status: "completed" | "failed" | "interrupted";
  readonly out: string;
  readonly notebook: Notebook;
  readonly seconds: number;
  readonly failure?: RunFailure;
}

/** What to run, and how. */
export interface RunNotebookOptions extends Partial<CellLimits> {
  readonly notebook: string;
  /** The executed notebook. */
  readonly out: string;
  readonly parameters?: ParameterValues;
  /** The name of a kernel, instead of the one that the notebook names, or one that runs already and is left running. */
  readonly kernel?: string | Kernel;
  /** Environments whose kernels come before all others. */
  readonly prefixes?: readonly string[];
  /** The kernel's working folder; the notebook's own by default. */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** How long the kernel may take to start, in seconds. */
  readonly readyTimeout?: number;
  /** Stops the run calmly: the running cell is interrupted and what is there is written. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
  readonly now?: () => Date;
}

/**
 * Runs a notebook from top to bottom, as papermill does, until a cell fails that is not tagged `raises-exception`. The
 * executed notebook is valid and whole on disk before the first cell and after each one; its metadata holds parameters,
 * times and what failed, in papermill's own form.
 *
 * @returns how it ended; a cell that failed is a result, not an exception.
 * @throws NotebookError, ParameterError, KernelError when it cannot begin; then nothing was run.
 */
export async function runNotebook(options: RunNotebookOptions): Promise<RunResult> {
  const { notebook: input, now = () => new Date(), signal } = options;
  const source = await readNotebook(input);
  const spec = await chooseKernelspec(source, options);
  const parameters = options.parameters ?? {};
  if (Object.keys(parameters).length > 0 && !/^(typescript|javascript)$/i.test(spec.language)) {
    throw new ParameterError(
      `Parameters can be given to TypeScript and JavaScript notebooks, not to ${spec.language}`,
      {
        where: [input],
      },
    );
  }
  const run = new NotebookRun(injectParameters(source, parameters, input), spec, options, now());
  run.describeParameters(source, parameters);
  signal?.throwIfAborted();
  await run.save();
  options.onEvent?.({ type: "started", notebook: input, cells: run.cells.length });
  const began = performance.now();
  const kernel = typeof options.kernel === "object" ? options.kernel : await startFor(spec, options);
  try {
    options.onEvent?.({ type: "kernel-ready", kernel: spec.name, seconds: (performance.now() - began) / 1000 });
    return await run.execute(kernel);
  } finally {
    if (kernel !== options.kernel) await kernel.shutdown();
  }
}

async function chooseKernelspec(
  notebook: Notebook,
  { kernel, prefixes = [], env }: RunNotebookOptions,
): Promise<Kernelspec> {
  if (typeof kernel === "object") return kernel.spec;
  const named = (notebook.metadata.kernelspec as JsonObject | undefined)?.name;
  const name = kernel ?? (typeof named === "string" ? named : "tslab");
  return findKernelspec(name, { prefixes, ...(env === undefined ? {} : { env }) });
}

function startFor(spec: Kernelspec, { notebook, cwd, env, readyTimeout, signal }: RunNotebookOptions): Promise<Kernel> {
  return startKernel(spec, {
    cwd: cwd ?? dirname(resolve(notebook)),
    ...(env === undefined ? {} : { env }),
    ...(readyTimeout === undefined ? {} : { readyTimeout }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** The state of one run: its cells with what they have given so far. */
class NotebookRun {
  readonly #options: RunNotebookOptions;
  readonly #now: () => Date;
  readonly #start: Date;
  readonly #outputs = new OutputCollector();
  #metadata: JsonObject;
  cells: Cell[];

  constructor(notebook: Notebook, spec: Kernelspec, options: RunNotebookOptions, start: Date) {
    this.#options = options;
    this.#now = options.now ?? (() => new Date());
    this.#start = start;
    this.#metadata = {
      ...notebook.metadata,
      kernelspec: { name: spec.name, display_name: spec.display_name, language: spec.language },
    };
    this.cells = notebook.cells.map((cell) => {
      const metadata = { ...cell.metadata, papermill: timing("pending") };
      return cell.cell_type === "code"
        ? { ...cell, metadata, outputs: [], execution_count: null }
        : { ...cell, metadata };
    });
  }

  describeParameters(source: Notebook, parameters: ParameterValues): void {
    const defaults = notebookParameters(source).map((parameter) => [parameter.name, parameter.default ?? null]);
    this.#describe({
      default_parameters: Object.fromEntries(defaults),
      parameters,
      environment_variables: {},
      input_path: this.#options.notebook,
      output_path: this.#options.out,
      start_time: this.#start.toISOString(),
      end_time: null,
      duration: null,
      exception: null,
      version: "2.6.0",
    });
  }

  async execute(kernel: Kernel): Promise<RunResult> {
    this.#metadata = { ...this.#metadata, language_info: kernel.languageInfo };
    let failure: RunFailure | undefined;
    let status: RunResult["status"] = "completed";
    for (const [index, cell] of this.cells.entries()) {
      if (!isRunnable(cell)) {
        this.#mark(index, timing("completed"));
        continue;
      }
      const outcome = await this.#executeCell(kernel, index, cell);
      if (isFine(outcome, cell)) continue;
      status = outcome.status === "interrupted" ? "interrupted" : "failed";
      const cause = explainFailure(outcome, this.#outputs.outputs(cell.id), this.#options.timeout);
      const message = `${this.#options.notebook}, cell ${index + 1}: ${cause}`;
      failure = { cell: index + 1, id: cell.id, cause, message };
      break;
    }
    return this.#end(status, failure);
  }

  async #executeCell(kernel: Kernel, index: number, cell: CodeCell): Promise<CellOutcome> {
    const { onEvent, timeout = Infinity, interruptGrace = 5, idleGrace = 2, signal } = this.#options;
    const start = this.#now();
    this.#mark(index, timing("running", start));
    onEvent?.({ type: "cell-started", cell: index + 1, id: cell.id });
    const outcome = await executeCell(kernel, cell.source, {
      timeout,
      interruptGrace,
      idleGrace,
      signal,
      stopOnError: !mayRaise(cell),
      publish: (message) => {
        this.#outputs.receive(cell.id, message);
        if (message.header.msg_type === "stream" && onEvent) {
          const { name, text } = message.content as { name: "stdout" | "stderr"; text: string };
          onEvent({ type: "printed", cell: index + 1, stream: name, text });
        }
      },
    });
    this.#markFailed(outcome, cell.id);
    const end = this.#now();
    const status = isFine(outcome, cell) ? "completed" : "failed";
    this.#mark(index, timing(status, start, end), {
      execution: outcome.times,
      ...(outcome.outputComplete ? {} : { trident: { output: "incomplete" } }),
    });
    this.cells[index] = { ...(this.cells[index] as CodeCell), execution_count: outcome.executionCount };
    await this.save();
    if (!outcome.outputComplete) onEvent?.({ type: "output-lost", cell: index + 1 });
    onEvent?.({ type: "cell-ended", cell: index + 1, status, seconds: (end.getTime() - start.getTime()) / 1000 });
    return outcome;
  }

  /** A cell that failed shows an error, also where the kernel sent none. */
  #markFailed(outcome: CellOutcome, id: string): void {
    if (outcome.status === "ok") return;
    const outputs = this.#outputs.outputs(id);
    if (outcome.status === "error" && outputs.some((output) => output.output_type === "error")) return;
    const cause = explainFailure(outcome, outputs, this.#options.timeout);
    const [, ename = "Error", evalue = cause] = /^(\w*(?:Error|Exception|Interrupt)): (.*)$/s.exec(cause) ?? [];
    this.#outputs.add(id, { output_type: "error", ename, evalue, traceback: [...(outcome.error?.traceback ?? [])] });
  }

  async #end(status: RunResult["status"], failure: RunFailure | undefined): Promise<RunResult> {
    const end = this.#now();
    const seconds = (end.getTime() - this.#start.getTime()) / 1000;
    this.#describe({ end_time: end.toISOString(), duration: seconds, exception: failure ? true : null });
    if (failure) this.#metadata = { ...this.#metadata, trident: { ...this.#own(), failure: { ...failure } } };
    const notebook = await this.save();
    const { out, onEvent } = this.#options;
    const result: RunResult = { status, out, notebook, seconds, ...(failure ? { failure } : {}) };
    onEvent?.({ type: "ended", result });
    return result;
  }

  /** Writes what is there; outputs are taken for every cell, since a display may be updated from a later one. */
  async save(): Promise<Notebook> {
    const cells = this.cells.map((cell) =>
      cell.cell_type === "code" ? { ...cell, outputs: this.#outputs.outputs(cell.id) } : cell,
    );
    const notebook: Notebook = { nbformat: 4, nbformat_minor: 5, metadata: this.#metadata, cells };
    await writeNotebook(this.#options.out, notebook);
    return notebook;
  }

  #own(): JsonObject {
    return (this.#metadata.trident as JsonObject | undefined) ?? {};
  }

  #describe(facts: JsonObject): void {
    const known = (this.#metadata.papermill as JsonObject | undefined) ?? {};
    this.#metadata = { ...this.#metadata, papermill: { ...known, ...facts } };
  }

  #mark(index: number, papermill: JsonObject, more: JsonObject = {}): void {
    const cell = this.cells[index]!;
    this.cells[index] = { ...cell, metadata: { ...cell.metadata, ...more, papermill } };
  }
}

function isRunnable(cell: Cell): cell is CodeCell {
  return cell.cell_type === "code" && cell.source.trim() !== "" && !cellTags(cell).includes("skip-execution");
}

/** Whether the run goes on after a cell that ended so. */
function isFine({ status }: CellOutcome, cell: CodeCell): boolean {
  return status === "ok" || (status === "error" && mayRaise(cell));
}

function mayRaise(cell: CodeCell): boolean {
  return cellTags(cell).includes("raises-exception");
}

/** A cell's `metadata.papermill`: seconds and ISO times. */
function timing(status: "pending" | "running" | CellStatus, start?: Date, end?: Date): JsonObject {
  return {
    status,
    start_time: start?.toISOString() ?? null,
    end_time: end?.toISOString() ?? null,
    duration: start && end ? (end.getTime() - start.getTime()) / 1000 : null,
    exception: status === "failed" ? true : status === "completed" ? false : null,
  };
}

import type { JsonObject } from "trident-base";
import { type CellLimits, type CellOutcome, executeCell } from "../client/executeCell.ts";
import { isMessage } from "../client/message.ts";
import type { Kernel } from "../client/startKernel.ts";
import { type Cell, type CodeCell, cellTags, type Notebook, writeNotebook } from "../notebook/notebook.ts";
import { OutputCollector } from "../notebook/outputs.ts";
import { notebookParameters, type ParameterValues } from "../notebook/parameters.ts";
import type { CellStatus, RunEvent, RunFailure, RunResult } from "./events.ts";
import { explainFailure } from "./failure.ts";

/** What a run needs to know once its notebook and kernel are chosen. */
export interface ExecutionOptions extends Partial<CellLimits> {
  readonly notebook: string;
  /** The executed notebook. */
  readonly out: string;
  /** Stops the run calmly: the running cell is interrupted and what is there is written. */
  readonly signal?: AbortSignal;
  /** How often the outputs of a cell that goes on are written, in seconds. */
  readonly autosave?: number;
  readonly onEvent?: (event: RunEvent) => void;
  readonly now?: () => Date;
}

/** The state of one run: its cells with what they have given so far. */
export class NotebookExecution {
  readonly #options: ExecutionOptions;
  readonly #now: () => Date;
  readonly #start: Date;
  readonly #outputs = new OutputCollector();
  #metadata: JsonObject;
  #saving: Promise<void> | undefined;
  #stale = false;
  #saveFailure: { readonly error: unknown } | undefined;
  cells: Cell[];

  constructor(notebook: Notebook, options: ExecutionOptions, start: Date) {
    this.#options = options;
    this.#now = options.now ?? (() => new Date());
    this.#start = start;
    this.#metadata = notebook.metadata;
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
    const { onEvent, timeout = Infinity, interruptGrace = 5, idleGrace = 2, autosave = 30, signal } = this.#options;
    const start = this.#now();
    this.#mark(index, timing("running", start));
    this.#saveMeanwhile();
    onEvent?.({ type: "cell-started", cell: index + 1, id: cell.id });
    let published = false;
    const saver = setInterval(() => {
      if (published && !this.#saveFailure) this.#saveMeanwhile();
      published = false;
    }, autosave * 1000);
    const outcome = await executeCell(kernel, cell.source, {
      timeout,
      interruptGrace,
      idleGrace,
      signal,
      stopOnError: !mayRaise(cell),
      publish: (message) => {
        published = true;
        this.#outputs.receive(cell.id, message);
        if (onEvent && isMessage(message, "stream")) {
          const { name, text } = message.content;
          onEvent({ type: "printed", cell: index + 1, stream: name, text });
        }
        if (onEvent && (isMessage(message, "display_data") || isMessage(message, "update_display_data"))) {
          const text = message.content.data["text/plain"];
          if (typeof text === "string") onEvent({ type: "shown", cell: index + 1, text });
        }
      },
    }).finally(() => clearInterval(saver));
    this.#markFailed(outcome, cell.id);
    const end = this.#now();
    const status = isFine(outcome, cell) ? "completed" : "failed";
    this.#mark(index, timing(status, start, end), {
      execution: outcome.times,
      ...(outcome.outputComplete ? {} : { trident: { output: "incomplete" } }),
    });
    this.cells[index] = { ...(this.cells[index] as CodeCell), execution_count: outcome.executionCount };
    if (!outcome.outputComplete && outcome.status !== "died") onEvent?.({ type: "output-lost", cell: index + 1 });
    onEvent?.({ type: "cell-ended", cell: index + 1, status, seconds: (end.getTime() - start.getTime()) / 1000 });
    return outcome;
  }

  /** A cell that failed shows an error, also where the kernel sent none. */
  #markFailed(outcome: CellOutcome, id: string): void {
    if (outcome.status === "ok") return;
    const outputs = this.#outputs.outputs(id);
    const isShown = outputs.some((output) => output.output_type === "error");
    if (outcome.status === "error" && isShown) return;
    const cause = explainFailure(outcome, outputs, this.#options.timeout);
    const [, ename = "Error", evalue = cause] = /^(\w*(?:Error|Exception|Interrupt)): (.*)$/s.exec(cause) ?? [];
    const traceback = isShown ? [] : [...(outcome.error?.traceback ?? [])];
    this.#outputs.add(id, { output_type: "error", ename, evalue, traceback });
  }

  async #end(status: RunResult["status"], failure: RunFailure | undefined): Promise<RunResult> {
    const end = this.#now();
    const seconds = (end.getTime() - this.#start.getTime()) / 1000;
    this.#describe({ end_time: end.toISOString(), duration: seconds, exception: failure ? true : null });
    if (failure) this.#metadata = { ...this.#metadata, trident: { ...this.#own(), failure: { ...failure } } };
    await this.#saving;
    const notebook = await this.save();
    const { out, onEvent } = this.#options;
    const result: RunResult = { status, out, notebook, seconds, ...(failure ? { failure } : {}) };
    onEvent?.({ type: "ended", result });
    return result;
  }

  /** Writes what is there while cells run; cells shorter than a write share one. Throws if an earlier one failed. */
  #saveMeanwhile(): void {
    if (this.#saveFailure) throw this.#saveFailure.error;
    this.#stale = true;
    this.#saving ??= this.#saveUntilFresh();
  }

  async #saveUntilFresh(): Promise<void> {
    try {
      while (this.#stale) {
        this.#stale = false;
        await this.save();
      }
    } catch (error) {
      this.#saveFailure = { error };
    } finally {
      this.#saving = undefined;
    }
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

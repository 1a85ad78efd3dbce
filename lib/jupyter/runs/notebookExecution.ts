import type { JsonObject } from "trident-base";
import { type CellLimits, type CellOutcome, type ExecuteOptions, executeCell } from "../client/executeCell.ts";
import { isMessage, type Message, type MimeBundle } from "../client/message.ts";
import type { Kernel } from "../client/startKernel.ts";
import { type Cell, type CodeCell, cellTags, type Notebook, writeNotebook } from "../notebook/notebook.ts";
import { OutputCollector } from "../notebook/outputs.ts";
import { notebookParameters, type ParameterValues } from "../notebook/parameters.ts";
import { type NotebookComplaint, withComplaints } from "./complaints.ts";
import type { CellStatus, RunEvent, RunFailure, RunResult } from "./events.ts";
import { explainFailure } from "./failure.ts";
import { type Settling, settlingOf } from "./settling.ts";

/** An outcome before there is one. */
const NO_REPLY: CellOutcome = { status: "error", executionCount: null, outputComplete: true, times: {} };
const INTERRUPTED_LATE = "KeyboardInterrupt: The run was interrupted";

/** What a run needs to know once its notebook and kernel are chosen. */
export interface ExecutionOptions extends Partial<CellLimits> {
  readonly notebook: string;
  /** The executed notebook. */
  readonly out: string;
  /** Stops the run calmly: the running cell is interrupted and what is there is written. */
  readonly signal?: AbortSignal;
  /** How long it is waited after the last cell for what cells have started and not awaited, in seconds; 5 by default. */
  readonly settle?: number;
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
  /** The cells' places by the requests that ran them. */
  readonly #requests = new Map<string, number>();
  /** Why cells failed that showed an error, by their places. */
  readonly #raised = new Map<number, string>();
  #running: number | undefined;
  #hasNews = false;
  #failure: RunFailure | undefined;
  readonly #complaints: NotebookComplaint[] = [];
  #status: RunResult["status"] = "completed";
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
    const { settle = 5, signal } = this.#options;
    const settling = settle > 0 ? settlingOf(kernel.spec, settle) : undefined;
    const stopListening = kernel.client.onPublished((message) => this.#receive(message));
    try {
      if (settling?.before !== undefined) await executeCell(kernel, settling.before, this.#quiet());
      let last: CellOutcome | undefined;
      for (const [index, cell] of this.cells.entries()) {
        if (!isRunnable(cell)) {
          this.#mark(index, timing("completed"));
          continue;
        }
        last = await this.#executeCell(kernel, index, cell);
        if (this.#failure) break;
      }
      const goesOn = !last || last.status === "ok" || last.status === "error";
      if (settling && goesOn && !signal?.aborted) await this.#settle(kernel, settling, settle);
      return await this.#end();
    } finally {
      stopListening();
    }
  }

  async #executeCell(kernel: Kernel, index: number, cell: CodeCell): Promise<CellOutcome> {
    const { onEvent, autosave = 30 } = this.#options;
    const start = this.#now();
    this.#running = index;
    this.#mark(index, timing("running", start));
    this.#saveMeanwhile();
    onEvent?.({ type: "cell-started", cell: index + 1, id: cell.id });
    this.#hasNews = false;
    const saver = setInterval(() => {
      if (this.#hasNews && !this.#saveFailure) this.#saveMeanwhile();
      this.#hasNews = false;
    }, autosave * 1000);
    const limits = { ...this.#limits(), stopOnError: !mayRaise(cell) };
    const outcome = await executeCell(kernel, cell.source, {
      ...limits,
      sent: (request) => this.#requests.set(request, index),
    }).finally(() => clearInterval(saver));
    this.#running = undefined;
    this.#markFailed(outcome, cell.id);
    const end = this.#now();
    // What the reply says, else what the cell showed although its reply says that it is fine.
    const cause = this.#causeOf(outcome, cell) ?? this.#raised.get(index);
    const status = cause === undefined ? "completed" : "failed";
    this.#mark(index, timing(status, start, end), {
      execution: outcome.times,
      ...(outcome.outputComplete ? {} : { trident: { output: "incomplete" } }),
    });
    this.cells[index] = { ...(this.cells[index] as CodeCell), execution_count: outcome.executionCount };
    if (!outcome.outputComplete && outcome.status !== "died") {
      this.#complain({ cell: index + 1, text: "it printed more than its kernel passed on: output is missing" });
    }
    onEvent?.({ type: "cell-ended", cell: index + 1, status, seconds: (end.getTime() - start.getTime()) / 1000 });
    if (cause !== undefined) this.#fail(index, cause, outcome.status === "interrupted" ? "interrupted" : "failed");
    return outcome;
  }

  /** Waits for what cells have started and not awaited; what it gives belongs to them, or to the last of them. */
  async #settle(kernel: Kernel, { code, expression }: Settling, seconds: number): Promise<void> {
    const last = [...this.#requests.values()].at(-1);
    if (last === undefined) return;
    const outcome = await executeCell(kernel, code, {
      ...this.#quiet(),
      timeout: seconds + 5,
      expressions: { pending: expression },
      sent: (request) => this.#requests.set(request, last),
    });
    const answer = outcome.expressions?.pending as { ename?: string; evalue?: string; data?: MimeBundle } | undefined;
    if (this.#options.signal?.aborted) return this.#fail(last, INTERRUPTED_LATE, "interrupted");
    if (outcome.status === "died") {
      this.#markFailed(outcome, this.cells[last]!.id);
      return this.#fail(last, explainFailure(outcome, []));
    }
    if (answer?.ename !== undefined) {
      const { ename, evalue = "" } = answer;
      this.#outputs.add(this.cells[last]!.id, { output_type: "error", ename, evalue, traceback: [] });
      return this.#raise(last, `${ename}: ${evalue}`);
    }
    const pending = String(answer?.data?.["text/plain"] ?? "").replace(/^'(.*)'$/s, "$1");
    if (pending !== "" || outcome.status !== "ok") {
      const what = pending === "" ? "the kernel" : pending;
      this.#complain({
        text: `${seconds} s after the last cell something still went on, whose output is lost from here: ${what}`,
      });
    }
  }

  /** Takes what a cell gave, whenever it comes. */
  #receive(message: Message): void {
    const index = this.#requests.get(message.parent.msg_id ?? "");
    if (index === undefined) return;
    const { onEvent } = this.#options;
    this.#hasNews = true;
    this.#outputs.receive(this.cells[index]!.id, message);
    if (onEvent && isMessage(message, "stream")) {
      const { name, text } = message.content;
      onEvent({ type: "printed", cell: index + 1, stream: name, text });
    }
    if (onEvent && (isMessage(message, "display_data") || isMessage(message, "update_display_data"))) {
      const text = message.content.data["text/plain"];
      if (typeof text === "string") onEvent({ type: "shown", cell: index + 1, text });
    }
    if (isMessage(message, "error")) {
      const error: CellOutcome["error"] = message.content;
      this.#raise(index, explainFailure({ ...NO_REPLY, error }, []));
    }
  }

  /** A cell has shown an error: it has failed, whatever its reply said or will say. */
  #raise(index: number, cause: string): void {
    const cell = this.cells[index] as CodeCell;
    if (mayRaise(cell)) return;
    if (!this.#raised.has(index)) this.#raised.set(index, cause);
    if (this.#running === index) return;
    const known = cell.metadata.papermill as JsonObject;
    this.#mark(index, { ...known, status: "failed", exception: true });
    this.#options.onEvent?.({ type: "failed-late", cell: index + 1, cause });
    this.#fail(index, cause);
  }

  #complain(complaint: NotebookComplaint): void {
    this.#complaints.push(complaint);
    this.#options.onEvent?.({ type: "complaint", ...complaint });
  }

  /** Notes why the run failed; what came first counts. */
  #fail(index: number, cause: string, status: "failed" | "interrupted" = "failed"): void {
    if (this.#failure) return;
    const message = `${this.#options.notebook}, cell ${index + 1}: ${cause}`;
    this.#failure = { cell: index + 1, id: this.cells[index]!.id, cause, message };
    this.#status = status;
  }

  #causeOf(outcome: CellOutcome, cell: CodeCell): string | undefined {
    if (isFine(outcome, cell)) return undefined;
    return explainFailure(outcome, this.#outputs.outputs(cell.id), this.#options.timeout);
  }

  #limits(): CellLimits & Pick<ExecuteOptions, "signal"> {
    const { timeout = Infinity, interruptGrace = 5, idleGrace = 2, signal } = this.#options;
    return { timeout, interruptGrace, idleGrace, signal };
  }

  /** For code that is not of the notebook. */
  #quiet(): ExecuteOptions {
    return { ...this.#limits(), stopOnError: false, silent: true, sent: () => {} };
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

  async #end(): Promise<RunResult> {
    const [status, failure] = [this.#status, this.#failure];
    const end = this.#now();
    const seconds = (end.getTime() - this.#start.getTime()) / 1000;
    this.#describe({ end_time: end.toISOString(), duration: seconds, exception: failure ? true : null });
    if (failure) this.#metadata = { ...this.#metadata, trident: { ...this.#own(), failure: { ...failure } } };
    this.#metadata = withComplaints(this.#metadata, this.#complaints);
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

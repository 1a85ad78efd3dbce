import type { Compiler, Conversion } from "./compiler.ts";
import { CompilerThread } from "./compilerThread.ts";
import { explainDiagnostics } from "./diagnostics.ts";
import { type ErrorReport, INTERRUPTED, type Outcome, type Publication } from "./runner/frames.ts";
import { JUPYTER_DECLARATIONS } from "./runner/jupyterApi.ts";
import { RunnerProcess } from "./runnerProcess.ts";

/** Code that makes the compiler load what most cells need. */
const WARM_UP = 'import { readFileSync } from "fs";\nconst warm = await Promise.resolve(readFileSync);\nwarm';

/** What a {@link CellExecutor} tells besides how a cell ended. */
export interface ExecutorListener {
  published(publication: Publication): void;
  /** Output of which only the stream is known. */
  output(name: "stdout" | "stderr", text: string): void;
  /** The runner ended while no cell ran. */
  lost(error: ErrorReport): void;
}

interface Execution {
  readonly cell: number;
  readonly settle: (outcome: Outcome) => void;
  readonly settled: Promise<Outcome>;
  isRunning: boolean;
}

/** Compiles cells, runs them in a runner, one at a time, and replaces the runner when it dies. */
export class CellExecutor {
  readonly #compiler = new CompilerThread();
  readonly #listener: ExecutorListener;
  #runner: RunnerProcess;
  #declarations = JUPYTER_DECLARATIONS;
  readonly #modules = new Map<string, string>();
  /** The modules that the present runner does not have yet. */
  readonly #unsent = new Set<string>();
  #execution: Execution | undefined;

  /** Starts the runner and warms the compiler. */
  constructor(listener: ExecutorListener) {
    this.#listener = listener;
    this.#runner = this.#startRunner();
    this.#compiler.ask("convert", this.#declarations, WARM_UP).catch(() => {});
  }

  /**
   * Runs a cell; `cell` is the number that its publications carry, `name` what tracebacks call it. What it declares is
   * known to later cells; if it fails, what it came to before.
   *
   * @param mayAsk whether somebody is there to answer what it asks.
   */
  async execute(cell: number, name: string, source: string, mayAsk = false): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const execution: Execution = { cell, settle: resolve, settled: promise, isRunning: false };
    this.#execution = execution;
    try {
      const conversion = await Promise.race([this.#convert(source), promise.then(() => undefined)]);
      if (conversion === undefined) return await promise;
      if ("error" in conversion) return conversion;
      const { declarations, modules, ...rest } = conversion;
      this.#keepModules(modules);
      const unsent = [...this.#unsent].map((path) => ({ path, code: this.#modules.get(path)! }));
      this.#unsent.clear();
      execution.isRunning = true;
      this.#runner.send({ type: "run", cell, name, source, mayAsk, conversion: { ...rest, modules: unsent } });
      const outcome = await promise;
      if (!("error" in outcome)) this.#declarations = declarations;
      else if (outcome.left) {
        this.#declarations = await this.#compiler.ask("keep", this.#declarations, declarations, outcome.left);
      }
      return outcome;
    } finally {
      this.#execution = undefined;
    }
  }

  /** Hands the user's answer to the cell that asked. */
  answer(value: string): void {
    this.#runner.send({ type: "input", value });
  }

  /** Stops the cell that runs, whatever it takes. */
  async interrupt(): Promise<void> {
    const execution = this.#execution;
    if (!execution) return;
    if (execution.isRunning) await this.#runner.interrupt(execution.cell, execution.settled);
    else execution.settle({ error: INTERRUPTED });
  }

  /** Asks the compiler about code as the next cell. */
  complete(code: string, position: number): Promise<ReturnType<Compiler["complete"]>> {
    return this.#compiler.ask("complete", this.#declarations, code, position);
  }

  /** What the compiler knows about the name at a position. */
  inspect(code: string, position: number): Promise<ReturnType<Compiler["inspect"]>> {
    return this.#compiler.ask("inspect", this.#declarations, code, position);
  }

  /** Whether code can be run as it is. */
  isComplete(code: string): Promise<ReturnType<Compiler["isComplete"]>> {
    return this.#compiler.ask("isComplete", code);
  }

  /** Ends runner and compiler. */
  async close(): Promise<void> {
    await Promise.all([this.#runner.close(), this.#compiler.close()]);
  }

  async #convert(source: string): Promise<Conversion | { error: ErrorReport }> {
    try {
      const found = await this.#compiler.ask("convert", this.#declarations, source);
      return "code" in found ? found : { error: explainDiagnostics(found, source) };
    } catch (error) {
      const { name, message } = error as Error;
      return { error: { ename: name, evalue: message, traceback: [`${name}: ${message}`] } };
    }
  }

  #keepModules(modules: Conversion["modules"]): void {
    for (const { path, code } of modules) {
      this.#modules.set(path, code);
      this.#unsent.add(path);
    }
  }

  #startRunner(): RunnerProcess {
    return new RunnerProcess({
      frame: (frame) => {
        if (frame.type !== "done") this.#listener.published(frame);
        else if (this.#execution?.cell === frame.cell) this.#execution.settle(frame.outcome);
      },
      output: (name, text) => this.#listener.output(name, text),
      died: (reason) => this.#replaceRunner(reason),
    });
  }

  #replaceRunner(reason: string): void {
    const sentence = `The process that ran the cells ended: ${reason}. Its variables are lost; a new one has been started`;
    this.#runner = this.#startRunner();
    this.#declarations = JUPYTER_DECLARATIONS;
    for (const path of this.#modules.keys()) this.#unsent.add(path);
    const error = { ename: "RunnerDied", evalue: sentence, traceback: [`RunnerDied: ${sentence}`] };
    if (this.#execution?.isRunning) this.#execution.settle({ error });
    else this.#listener.lost(error);
  }
}

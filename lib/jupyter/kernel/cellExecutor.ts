import type { CompiledCell } from "./compile/compiledCell.ts";
import type { Compiler } from "./compile/compiler.ts";
import { explainDiagnostics } from "./compile/explainDiagnostics.ts";
import { type KnownCells, NO_CELLS, withCell } from "./compile/knownCells.ts";
import type { CompilerProcess } from "./compilerProcess.ts";
import { type ErrorReport, INTERRUPTED, type Outcome, type Publication } from "./runner/frames.ts";
import { RunnerProcess } from "./runnerProcess.ts";

/** How long no cell has to have been run before the compiler reads ahead, in ms. */
const IDLE = 1_000;
/** How many cells the compiler then compiles for nobody, so that V8 has made good code of it by the time of the user's. */
const PRACTICE = 40;

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
  readonly #compiler: CompilerProcess;
  readonly #listener: ExecutorListener;
  #runner: RunnerProcess;
  #known: KnownCells = NO_CELLS;
  #execution: Execution | undefined;
  #reading: NodeJS.Timeout | undefined;
  #hasRead = false;

  /** Starts the runner and warms the compiler. */
  constructor(compiler: CompilerProcess, listener: ExecutorListener) {
    this.#compiler = compiler;
    this.#listener = listener;
    this.#runner = this.#startRunner();
    void compiler.warm().then(() => this.#readAhead());
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
    clearTimeout(this.#reading);
    try {
      const compiled = await Promise.race([this.#compile(source), promise.then(() => undefined)]);
      if (compiled === undefined) return await promise;
      if ("error" in compiled) return compiled;
      const { module, ...conversion } = compiled;
      execution.isRunning = true;
      this.#runner.send({ type: "run", cell, name, source, mayAsk, conversion });
      const outcome = await promise;
      if (!("error" in outcome)) this.#known = withCell(this.#known, module);
      else if (outcome.left) this.#known = withCell(this.#known, module, outcome.left);
      return outcome;
    } finally {
      this.#execution = undefined;
      this.#readAhead();
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
    return this.#compiler.ask("complete", this.#known, code, position);
  }

  /** What the compiler knows about the name at a position. */
  inspect(code: string, position: number): Promise<ReturnType<Compiler["inspect"]>> {
    return this.#compiler.ask("inspect", this.#known, code, position);
  }

  /** All that the compiler knows about a name. */
  describe(name: string): Promise<ReturnType<Compiler["describe"]>> {
    return this.#compiler.ask("describe", this.#known, name);
  }

  /** The import that code lacks for a name. */
  missingImport(code: string, name: string): Promise<ReturnType<Compiler["missingImport"]>> {
    return this.#compiler.ask("missingImport", this.#known, code, name);
  }

  /** A cell's code, laid out as is usual. */
  format(code: string): Promise<ReturnType<Compiler["format"]>> {
    return this.#compiler.ask("format", this.#known, code);
  }

  /** Whether code can be run as it is. */
  isComplete(code: string): Promise<ReturnType<Compiler["isComplete"]>> {
    return this.#compiler.ask("isComplete", this.#known, code);
  }

  /** Ends runner and compiler. */
  async close(): Promise<void> {
    this.#hasRead = true;
    clearTimeout(this.#reading);
    this.#compiler.close();
    await this.#runner.close();
  }

  /** While nobody wants anything, the compiler reads what a cell is likely to import. */
  #readAhead(): void {
    if (this.#hasRead || this.#execution) return;
    this.#reading = setTimeout(() => {
      this.#hasRead = true;
      this.#practise().catch(() => {});
    }, IDLE);
  }

  /** One cell after another, so that the user's waits for one of them at most. */
  async #practise(): Promise<void> {
    await this.#compiler.ask("readAhead", this.#known);
    for (let k = 0; k < PRACTICE && !this.#execution; k++) {
      await this.#compiler.ask("compile", this.#known, `const practice${k} = ${k};\npractice${k} + 1`);
    }
  }

  async #compile(source: string): Promise<CompiledCell | { error: ErrorReport }> {
    try {
      const found = await this.#compiler.ask("compile", this.#known, source);
      return "code" in found ? found : { error: explainDiagnostics(found, source) };
    } catch (error) {
      const { name, message } = error as Error;
      return { error: { ename: name, evalue: message, traceback: [`${name}: ${message}`] } };
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
    this.#known = NO_CELLS;
    const error = { ename: "RunnerDied", evalue: sentence, traceback: [`RunnerDied: ${sentence}`] };
    if (this.#execution?.isRunning) this.#execution.settle({ error });
    else this.#listener.lost(error);
  }
}

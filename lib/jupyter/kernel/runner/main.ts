// The runner: the process that the user's code runs in, started and replaced by the supervisor.
import { AsyncLocalStorage } from "node:async_hooks";
import { extname } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { leaveCompiledCode } from "../keepCompiledCode.ts";
import { CellState } from "./cellState.ts";
import {
  type Command,
  type Content,
  FRAMES_FD,
  frameWriter,
  INTERRUPTED,
  type Outcome,
  type Publication,
} from "./frames.ts";
import { Imports } from "./imports.ts";
import { jupyterApi } from "./jupyterApi.ts";
import { encodeBundle } from "./mimeBundle.ts";
import { PrintedText } from "./printedText.ts";
import { Provenance } from "./provenance.ts";
import { type CellScope, runCell } from "./runCell.ts";
import { settling } from "./settled.ts";
import { StackTraces } from "./stackTrace.ts";
import { tslabModule } from "./tslabModule.ts";

type Run = Extract<Command, { type: "run" }>;

leaveCompiledCode();

const send = frameWriter(FRAMES_FD);
const cells = new AsyncLocalStorage<number>();
let lastCell = 0;
let running: number | undefined;
const state = new CellState();

/** The one that started what now runs, else the last one. */
const currentCell = (): number => cells.getStore() ?? lastCell;
const publish = (content: Content): void => {
  send({ ...content, cell: currentCell() } as Publication);
};

const printed = new PrintedText();
for (const name of ["stdout", "stderr"] as const) {
  process[name].write = (chunk: unknown, encoding?: unknown, done?: unknown): boolean => {
    const text = printed.read(`${name} ${currentCell()}`, chunk as string | Uint8Array, encoding);
    if (text !== "") publish({ type: "stream", name, text });
    const callback = typeof encoding === "function" ? encoding : done;
    if (typeof callback === "function") process.nextTick(callback as () => void);
    return true;
  };
}

const traces = new StackTraces();
Error.prepareStackTrace = traces.prepare;
Error.stackTraceLimit = 30;

const api = jupyterApi(publish);
// Also for modules that cells import: they do without it where it is missing.
Object.defineProperty(globalThis, "Jupyter", { value: api.global, configurable: true, writable: true });
const tslab = tslabModule(
  (data, id, update = false) =>
    publish({ type: "display", data: encodeBundle(data), metadata: {}, update, ...(id === undefined ? {} : { id }) }),
  { node: process.version },
);
const imports = new Imports(process.cwd(), new Map([["tslab", tslab]]));
const scope: CellScope = {
  exports: {},
  imports,
  provenance: new Provenance(imports),
  traces,
  state,
};

class Interruption extends Error {
  override name = INTERRUPTED.ename;
}

const finish = (cell: number, outcome: Outcome): void => {
  if (running !== cell) return;
  if (!state.end()) return;
  api.cellEnded("error" in outcome && outcome.error === INTERRUPTED ? new Interruption(INTERRUPTED.evalue) : undefined);
  // A result that is no JSON throws here, while the cell can still end with that error.
  const left = "error" in outcome ? scope.variables?.failed() : undefined;
  send({ type: "done", cell, outcome: left === undefined ? outcome : { ...outcome, left } });
  running = undefined;
};

const isInterruption = (error: unknown): boolean => {
  try {
    const { code } = error as { readonly code?: unknown };
    return error instanceof Interruption || code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";
  } catch {
    // Nothing, or what throws when it is looked at.
    return false;
  }
};

const start = async (command: Run): Promise<void> => {
  const { cell } = command;
  try {
    const result = await runCell(command, scope, () => running === cell);
    // What it left to microtasks may still throw, and promises of its own may have failed without anybody: it tells of
    // them before it ends.
    await turn();
    finish(cell, result === undefined ? {} : { result });
  } catch (error) {
    finish(cell, { error: isInterruption(error) ? INTERRUPTED : traces.report(error) });
  }
};

const interrupt = (): void => {
  const cell = running;
  if (cell === undefined) return;
  // Nothing of it has been run.
  if (scope.variables === undefined) {
    finish(cell, { error: INTERRUPTED });
    return;
  }
  scope.waits?.end(new Interruption(INTERRUPTED.evalue));
  // First its `finally`.
  setImmediate(finish, cell, { error: INTERRUPTED });
};
/** After code was stopped by force, Node may not come to what was put off. */
const end = (): void => {
  if (running !== undefined) finish(running, { error: INTERRUPTED });
};
process.on("SIGINT", interrupt);

const reportLost = (error: unknown): void => {
  if (!(error instanceof Interruption)) publish({ type: "error", error: traces.report(error) });
};
process.on("uncaughtException", reportLost);
process.on("unhandledRejection", reportLost);

const receive = (command: Command): void => {
  if (command.type === "exit") process.exit(0);
  if (command.type === "interrupt") {
    if (command.cell === running) interrupt();
    return;
  }
  if (command.type === "input") {
    api.answer(command.value);
    return;
  }
  lastCell = command.cell;
  api.cellBegins(command.mayAsk);
  running = command.cell;
  scope.variables = undefined;
  state.begin(command.cell);
  // In a turn of its own: what ends a cell by force ends all that is on the stack.
  setImmediate(() => cells.run(command.cell, () => void start(command)));
};

const guard = new Worker(new URL(`./guard.worker${extname(import.meta.url)}`, import.meta.url), {
  workerData: state.memory,
});
guard.on("message", (word: "ready" | number) => {
  if (word === "ready") {
    // Not before: a cell that never gives up this thread could not be stopped. What came earlier has waited.
    process.on("message", receive);
    Object.defineProperty(globalThis, Symbol.for("trident-jupyter.settled"), { value: settling(), configurable: true });
    send({ type: "ready" });
  } else if (word === running) {
    interrupt();
    end();
  }
});

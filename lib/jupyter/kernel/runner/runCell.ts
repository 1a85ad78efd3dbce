import { Script } from "node:vm";
import type { MimeBundle } from "../../client/message.ts";
import type { CellState } from "./cellState.ts";
import { CellVariables } from "./cellVariables.ts";
import { CellWaits } from "./cellWaits.ts";
import type { Command } from "./frames.ts";
import type { Imports } from "./imports.ts";
import { mimeBundle } from "./mimeBundle.ts";
import type { Provenance } from "./provenance.ts";
import type { StackTraces } from "./stackTrace.ts";

const PARAMETERS = "exports, require, __kept__, __await__, __each__";
const CALL = Symbol.for("trident-jupyter.call");
const caller = new Script(`globalThis[Symbol.for("${CALL.description}")]()`);

/** What all cells share. */
export interface CellScope {
  /** Everything that cells declare. Nothing is ever deleted from it: V8 reads it fast as long as that is so. */
  readonly exports: Record<string, unknown>;
  readonly imports: Imports;
  readonly provenance: Provenance;
  readonly traces: StackTraces;
  readonly state: CellState;
  /** Those of the cell that runs; undefined until it does. */
  variables?: CellVariables | undefined;
  waits?: CellWaits;
}

/**
 * Runs a converted cell and gives what its last expression shows; undefined when that is undefined or there is none.
 * SIGINT ends a synchronous loop in it with an error of the code ERR_SCRIPT_EXECUTION_INTERRUPTED.
 *
 * @param isWanted false when the cell was interrupted before it began.
 */
export async function runCell(
  { name, source, conversion }: Extract<Command, { type: "run" }>,
  scope: CellScope,
  isWanted: () => boolean,
): Promise<MimeBundle | undefined> {
  const { code, isAsync, resultName, maps, modules, names } = conversion;
  scope.traces.add(name, source, maps);
  scope.imports.update(modules);
  const time = await scope.imports.prepare(code);
  if (!isWanted()) return undefined;
  const note = scope.provenance.explain(names.read);
  if (note !== undefined) process.stdout.write(`${note}\n`);
  const script = parsed(`(${isAsync ? "async " : ""}function (${PARAMETERS}) {\n${code}\n})`, name);
  const cell = script.runInThisContext({ displayErrors: false }) as (...given: readonly unknown[]) => unknown;
  scope.variables = new CellVariables(scope.exports, conversion);
  scope.waits = new CellWaits();
  const { kept } = scope.variables;
  const { wait, each } = scope.waits;
  Object.defineProperty(globalThis, CALL, {
    value: () => {
      if (scope.state.enter()) throw interruption();
      try {
        return cell(scope.exports, scope.imports.require, kept, wait, each);
      } finally {
        scope.state.leave();
      }
    },
    configurable: true,
  });
  let running: unknown;
  try {
    running = caller.runInThisContext({ breakOnSigint: true, displayErrors: false });
  } finally {
    // What is broken off does not come to its own `finally`.
    scope.state.leave();
  }
  await running;
  scope.provenance.record(name, names, scope.imports.sourceOf(code, time));
  if (resultName === undefined) return undefined;
  const value = scope.exports[resultName];
  scope.exports[resultName] = undefined;
  // One without a name has got that of the property.
  if (typeof value === "function" && value.name === resultName) Object.defineProperty(value, "name", { value: "" });
  return value === undefined ? undefined : mimeBundle(value);
}

function interruption(): Error {
  return Object.assign(new Error("The cell was interrupted"), { code: "ERR_SCRIPT_EXECUTION_INTERRUPTED" });
}

/** @throws SyntaxError for what is TypeScript and no script, as `import.meta` is; its stack has nothing of the cell. */
function parsed(code: string, filename: string): Script {
  try {
    return new Script(code, { filename, lineOffset: -1 });
  } catch (error) {
    (error as Error).stack = String(error);
    throw error;
  }
}

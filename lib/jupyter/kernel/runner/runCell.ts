import { Script } from "node:vm";
import type { MimeBundle } from "../../client/message.ts";
import { type CompiledCell, PARAMETER } from "../compile/compiledCell.ts";
import type { CellState } from "./cellState.ts";
import { CellVariables } from "./cellVariables.ts";
import { CellWaits } from "./cellWaits.ts";
import type { Command } from "./frames.ts";
import type { Imports } from "./imports.ts";
import { mimeBundle } from "./mimeBundle.ts";
import type { Provenance } from "./provenance.ts";
import type { StackTraces } from "./stackTrace.ts";

const { variables, imported, load, meta, kept, wait, each } = PARAMETER;
const PARAMETERS = [variables, imported, load, meta, kept, wait, each, "require", "__filename", "__dirname"].join(", ");
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
  const { map, imports, names } = conversion;
  scope.traces.add(name, source, map);
  const time = await scope.imports.prepare(imports);
  if (!isWanted()) return undefined;
  const note = scope.provenance.explain(names.read);
  if (note !== undefined) process.stdout.write(`${note}\n`);
  const script = parsed(functionOf(conversion), name);
  const cell = script.runInThisContext({ displayErrors: false }) as (...given: readonly unknown[]) => unknown;
  scope.variables = new CellVariables(scope.exports, conversion);
  scope.waits = new CellWaits();
  const { kept } = scope.variables;
  const { wait, each } = scope.waits;
  const { imported, load, meta, require } = scope.imports;
  Object.defineProperty(globalThis, CALL, {
    value: () => {
      if (scope.state.enter()) throw interruption();
      try {
        return cell(scope.exports, imported, load, meta, kept, wait, each, require, meta.filename, meta.dirname);
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
  const result = await running;
  scope.provenance.record(name, names, scope.imports.sourceOf(imports, time));
  const [value] = (result as readonly unknown[] | undefined) ?? [];
  return value === undefined ? undefined : mimeBundle(value);
}

/** A cell as a function, its code from the second line on. Code in text finds the variables as it would in a module. */
function functionOf({ code, isAsync, callsEval }: Pick<CompiledCell, "code" | "isAsync" | "callsEval">): string {
  const body = `{ "use strict";\n${code}\n}`;
  const word = isAsync ? "async function" : "function";
  if (!callsEval) return `(${word} (${PARAMETERS}) ${body})`;
  return `(function (${PARAMETERS}) { with (${variables}) { return (${word} () ${body})(); } })`;
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

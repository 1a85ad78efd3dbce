import { constants, Script } from "node:vm";
import { type CompiledCell, type Diagnostic, PARAMETER } from "../compiledCell.ts";
import type { Compiler } from "../compiler.ts";
import { type KnownCells, NO_CELLS, withCell } from "../knownCells.ts";

/** Cells that are compiled and run one after another in this process, as a kernel does it. */
export class NotebookCells {
  readonly variables: Record<string, unknown> = {};
  known: KnownCells = NO_CELLS;
  readonly #compiler: Compiler;

  constructor(compiler: Compiler) {
    this.#compiler = compiler;
  }

  /** Compiles a cell and knows it from then on. */
  compile(code: string): CompiledCell {
    const found = this.#compiler.compile(this.known, code);
    if (!("code" in found)) throw new Error(`${code}\n${JSON.stringify(found)}`);
    this.known = withCell(this.known, found.module);
    return found;
  }

  /** What is wrong with a cell; nothing is known of it afterwards. */
  wrong(code: string): readonly string[] {
    const found = this.#compiler.compile(this.known, code);
    return "code" in found ? [] : found.map(({ message }: Diagnostic) => message);
  }

  /** Runs a cell; gives what its last expression gives, or a promise of that. */
  run(code: string): unknown {
    return this.execute(this.compile(code));
  }

  /** Runs a compiled cell. */
  execute({ code, isAsync }: CompiledCell): unknown {
    const { variables, imported, load, kept, wait, each } = PARAMETER;
    const names = [variables, imported, load, kept, wait, each];
    const text = `(${isAsync ? "async " : ""}function (${names.join(", ")}) { "use strict";\n${code}\n})`;
    const run = new Script(text, { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER });
    const builtIn = (name: string, of?: string) => {
      const module = process.getBuiltinModule(name) as unknown as Record<string, unknown>;
      return of === undefined || of === "default" ? module : module[of];
    };
    const same = (value: unknown) => value;
    const given = [this.variables, builtIn, builtIn, new Float64Array(99), same, same];
    const result = (run.runInThisContext() as (...all: readonly unknown[]) => unknown)(...given);
    const first = (value: unknown) => (value as readonly unknown[] | undefined)?.[0];
    return result instanceof Promise ? result.then(first) : first(result);
  }
}

import { posix } from "node:path";
import type { Converter } from "tslab/dist/converter.js";
import { changesMath } from "./changesMath.ts";
import { type Completeness, codeCompleteness } from "./completeness.ts";
import { fastLoops } from "./fastLoops.ts";
import { interruptibleAwaits } from "./interruptibleAwaits.ts";
import { keptDeclarations } from "./keptDeclarations.ts";
import { loadKernelTypescript } from "./kernelTypescript.ts";
import { namedImports, UNNAMED } from "./namedImports.ts";
import { withoutExports } from "./withoutExports.ts";

/** What keeps a cell from being run. Lines and columns count from 0. */
export interface Diagnostic {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** How many characters of that line are meant. */
  readonly length: number;
  /** The file, where it is not the cell. */
  readonly file?: string;
}

/** The variables that a cell deals with. */
export interface CellNames {
  /** Those of earlier cells that it reads. */
  readonly read: readonly string[];
  /** All that it gives a value: its own and those of earlier cells. */
  readonly written: readonly string[];
  /** Its own. */
  readonly declared: readonly string[];
  /** Those of its own that get a value where they are declared. */
  readonly initialized: readonly string[];
  /** Those of its own that get none there and are of a type that has undefined. */
  readonly unset: readonly string[];
}

/** A cell ready to be run. */
export interface Conversion {
  /** The body of a function of `exports`, `require`, `__kept__` (a Float64Array), `__await__` and `__each__`. */
  readonly code: string;
  /** The variables that loops keep to themselves while they run; see {@link fastLoops}. */
  readonly loops: readonly (readonly string[])[];
  /** True if that function has to be async. */
  readonly isAsync: boolean;
  /** The property of `exports` that gets the value of the cell's last expression. */
  readonly resultName?: string;
  /** From the cell to ES module, and from there step by step to `code`, as JSON. */
  readonly maps: readonly string[];
  /** Modules of the notebook's folder that it imports and that are new or changed: path and CommonJS code. */
  readonly modules: readonly { readonly path: string; readonly code: string }[];
  readonly names: CellNames;
  /** The types of everything that is declared after the cell. */
  readonly declarations: string;
}

/** Words that fit at a position. Positions count UTF-16 units. */
export interface Completion {
  readonly start: number;
  readonly end: number;
  readonly matches: readonly { readonly text: string; readonly type: string }[];
}

/** What is known about a name. */
export interface Inspection {
  readonly signature: string;
  readonly documentation: string;
  readonly tags: readonly { readonly name: string; readonly text: string }[];
}

/** Turns cells into JavaScript. `declarations` are the types that earlier cells left. */
export interface Compiler {
  convert(declarations: string, code: string): Conversion | readonly Diagnostic[];
  /** The types of what there is after a cell that failed; see {@link keptDeclarations}. */
  keep(before: string, after: string, left: readonly string[]): string;
  complete(declarations: string, code: string, position: number): Completion;
  inspect(declarations: string, code: string, position: number): Inspection | undefined;
  isComplete(code: string): Completeness;
}

/** tslab's compiler: each cell is checked against the types that earlier cells left. */
export function createCompiler(): Compiler {
  const typescript = loadKernelTypescript();
  const { createConverter } = typescript.requireTslab("tslab/dist/converter.js") as {
    createConverter(options: { isJS: boolean; isBrowser: boolean }): Converter;
  };
  let converter: Converter | undefined;
  /** A function of `Math` may see variables of the notebook from now on. */
  let mathIsChanged = false;
  const attempt = <Result>(work: (converter: Converter) => Result): Result => {
    converter ??= createConverter({ isJS: false, isBrowser: false });
    try {
      return work(converter);
    } catch (error) {
      // A converter that threw is in no known state.
      converter.close();
      converter = undefined;
      throw error;
    }
  };
  const use = <Result>(work: (converter: Converter) => Result): Result => {
    const isUsed = converter !== undefined;
    try {
      return attempt(work);
    } catch (error) {
      // tslab throws when a file that it watches has just changed; a new converter knows all that the old one did.
      if (!isUsed) throw error;
      return attempt(work);
    }
  };
  return {
    convert(declarations, code) {
      typescript.letTypeErrorsPass = /^\s*\/\/\s*@ts-nocheck\b/m.test(leadingComments(code));
      typescript.noticeChanges();
      const source = withoutExports(typescript.ts, code);
      let found = use((tslab) => tslab.convert(declarations, source));
      if (found.diagnostics.some(({ messageText }) => UNNAMED.test(messageText))) {
        found = use((tslab) => tslab.convert(declarations, namedImports(typescript.ts, source)));
      }
      if (found.diagnostics.length > 0) return found.diagnostics.map((each) => diagnosticOf(each));
      const plain = plainExports(found.output ?? "");
      const awaits = interruptibleAwaits(typescript.ts, plain);
      const whole = awaits?.code ?? plain;
      mathIsChanged ||= changesMath(typescript.ts, plain);
      const isPlain = !typescript.letTypeErrorsPass && !(mathIsChanged && /\bMath\b/.test(whole));
      const fast = isPlain ? fastLoops(typescript.ts, whole, typescript.kindOf) : undefined;
      const more = [awaits, fast].flatMap((each) => (each ? [each.map] : []));
      return {
        code: fast?.code ?? whole,
        loops: fast?.loops ?? [],
        isAsync: typescript.lastAwaits(),
        ...(found.lastExpressionVar === undefined ? {} : { resultName: found.lastExpressionVar }),
        maps: [...(typescript.lastMaps() ?? []), ...more],
        modules: (found.sideOutputs ?? []).map(({ path, data }) => ({ path: posix.normalize(path), code: data })),
        names: typescript.lastNames(),
        declarations: found.declOutput ?? "",
      };
    },
    keep: (before, after, left) => keptDeclarations(typescript.ts, before, after, left),
    complete(declarations, code, position) {
      const found = use((tslab) => tslab.complete(declarations, code, position));
      const kinds = new Map(found.original?.entries.map((each) => [each.name, each.kind as string]));
      return {
        start: found.start,
        end: found.end,
        matches: found.candidates.map((text) => ({ text, type: kinds.get(text) ?? "" })),
      };
    },
    inspect(declarations, code, position) {
      // At the end of a name the cursor is already behind it.
      for (const place of [position, position - 1]) {
        if (place < 0) break;
        const info = use((tslab) => tslab.inspect(declarations, code, place));
        const signature = textOf(info?.displayParts);
        if (signature === "") continue;
        return {
          signature,
          documentation: textOf(info.documentation),
          tags: (info.tags ?? []).map(({ name, text }) => ({ name, text: textOf(text) })),
        };
      }
      return undefined;
    },
    isComplete: (code) => codeCompleteness(typescript.ts, code),
  };
}

function diagnosticOf(each: ReturnType<Converter["convert"]>["diagnostics"][number]): Diagnostic {
  const { start, end, messageText, fileName } = each;
  return {
    message: messageText,
    line: start.line,
    column: start.character,
    length: end.line === start.line ? Math.max(1, end.character - start.character) : 1,
    ...(fileName === undefined ? {} : { file: fileName }),
  };
}

/**
 * TypeScript exports an imported name by an accessor that cannot be defined again. A plain assignment can, and keeps
 * `exports` an object that V8 reads fast; the import has been evaluated on the line before.
 */
function plainExports(output: string): string {
  return output
    .replace(/^Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);$/m, "")
    .replace(
      /^Object\.defineProperty\(exports, "([^"]+)", \{ enumerable: true, get: function \(\) \{ return (.+); \} \}\);$/gm,
      (_, name: string, value: string) => `exports[${JSON.stringify(name)}] = ${value};`,
    );
}

function leadingComments(code: string): string {
  return /^(\s|\/\/.*|\/\*[\s\S]*?\*\/)*/.exec(code)![0];
}

function textOf(parts: readonly { readonly text: string }[] | undefined): string {
  return (parts ?? []).map(({ text }) => text).join("");
}

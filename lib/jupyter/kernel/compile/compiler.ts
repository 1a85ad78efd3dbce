import { BORDER_NAMES, cellBorder, mentionedNames } from "./cellModule.ts";
import { CellProgram } from "./cellProgram.ts";
import { asDiagnostic, cellDiagnostics, importedDiagnostics, NOT_FOUND } from "./checkCell.ts";
import { type CompiledCell, type Diagnostic, PARAMETER } from "./compiledCell.ts";
import { type Completeness, codeCompleteness } from "./completeness.ts";
import { declaredNames } from "./declaredNames.ts";
import { formatCell } from "./formatCell.ts";
import { type Completion, completeCell, describeName, type Inspection, inspectCell } from "./help.ts";
import { isOnly, type KnownCells, knownNames } from "./knownCells.ts";
import { type Insertion, missingImport, offeredNames } from "./offeredNames.ts";
import { diagnosticAt, parseCell } from "./parseCell.ts";
import { changesMath } from "./transform/changesMath.ts";
import { sharedVariables } from "./transform/sharedVariables.ts";
import { transformCell } from "./transform/transformCell.ts";

/** Turns cells into JavaScript; each is given what is known of the cells before it. Positions count UTF-16 units. */
export interface Compiler {
  compile(known: KnownCells, code: string): CompiledCell | readonly Diagnostic[];
  complete(known: KnownCells, code: string, position: number): Completion;
  inspect(known: KnownCells, code: string, position: number): Inspection | undefined;
  describe(known: KnownCells, name: string): Inspection | undefined;
  missingImport(known: KnownCells, code: string, name: string): Insertion | undefined;
  format(known: KnownCells, code: string): string;
  /** Reads the declarations of the project's own packages, so that a cell that imports them need not. */
  readAhead(known: KnownCells): void;
  isComplete(known: KnownCells, code: string): Completeness;
}

/**
 * A compiler of the cells of a notebook: a cell is a module that imports the names of earlier cells which it mentions.
 *
 * @param folder the notebook's.
 */
export function createCompiler(folder: string): Compiler {
  let cells: CellProgram | undefined;
  const use = <Result>(work: (cells: CellProgram) => Result): Result => {
    try {
      cells ??= new CellProgram(folder);
      return work(cells);
    } catch (error) {
      // After TypeScript has thrown, what it keeps is in no known state; a new one knows all that this one did.
      cells = undefined;
      throw error;
    }
  };
  return {
    compile: (known, code) => use((cells) => compileCell(cells, known, code)),
    complete: (known, code, position) => use((cells) => completeCell(cells, known, code, position)),
    inspect: (known, code, position) => use((cells) => inspectCell(cells, known, code, position)),
    describe: (known, name) => use((cells) => describeName(cells, known, name)),
    missingImport: (known, code, name) => missingImport(known, folder, code, name),
    format: (known, code) => use((cells) => formatCell(cells, known, code)),
    readAhead: (known) => use((cells) => readAhead(cells, known)),
    isComplete: (_, code) => codeCompleteness(code),
  };
}

/** What the code of a cell is made of: a variable of that name would take its place, without a word. */
const KERNELS_OWN = [...BORDER_NAMES, ...Object.values(PARAMETER)];
const notYours = (name: string) => `The kernel has '${name}' for itself. Give yours another name`;

function compileCell(cells: CellProgram, known: KnownCells, code: string): CompiledCell | readonly Diagnostic[] {
  const parsed = parseCell(code);
  if (parsed.errors.length > 0) return parsed.errors;
  const mentioned = mentionedNames(parsed.file);
  const taken = KERNELS_OWN.find((name) => mentioned.has(name));
  if (taken !== undefined) return [diagnosticAt(parsed.file, code.indexOf(taken), taken.length, notYours(taken))];
  const declared = declaredNames(parsed.file);
  const check = (wanted?: ReadonlySet<string>) => {
    const { imports, exports, uses } = cellBorder(known, declared, wanted);
    const text = `${code}\n${imports}\n${exports}`;
    const program = cells.of(known, text);
    const file = program.getSourceFile(cells.path)!;
    const found = [...cellDiagnostics(program, file, code.length), ...importedDiagnostics(program, file)];
    return { text, uses, program, file, found };
  };
  let checked = check(mentioned);
  if (checked.found.some((each) => NOT_FOUND.has(each.code))) checked = check();
  const { program, file, found, text, uses } = checked;
  if (found.length > 0) return found.map((each) => asDiagnostic(each, cells.folder, file, known));

  const { kinds, additions } = declared;
  const names = knownNames(known);
  const isGlobal = (name: string) => isOnly(names.get(name)?.kinds, "global", "type");
  const variable = sharedVariables(program.getTypeChecker(), file, code.length, isGlobal);
  const mathChanges = changesMath(parsed.file);
  const isOtherMath = mathChanges || [...known.values()].some((cell) => cell.changesMath);
  const isPlain = !isUnchecked(code) && !(isOtherMath && /\bMath\b/.test(code));
  return {
    ...transformCell({ program, file, length: code.length, variable, isPlain }),
    module: { text, names: Object.fromEntries(kinds), additions, uses, changesMath: mathChanges },
  };
}

function readAhead(cells: CellProgram, known: KnownCells): void {
  const modules = new Set(offeredNames(cells.folder).values());
  cells.of(known, [...modules].map((each) => `import "${each}";`).join("\n"));
  // A program without them, as most cells have it.
  compileCell(cells, known, "");
}

/** Whether TypeScript lets type errors of a cell pass. */
function isUnchecked(code: string): boolean {
  return /^\s*\/\/\s*@ts-nocheck\b/m.test(/^(\s|\/\/.*|\/\*[\s\S]*?\*\/)*/.exec(code)![0]);
}

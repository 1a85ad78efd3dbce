import { relative } from "node:path";
import type TS from "typescript-cells";
import { plainNames } from "./cellModule.ts";
import type { Diagnostic } from "./compiledCell.ts";
import type { KnownCells } from "./knownCells.ts";
import { diagnosticAt, parseErrors } from "./parseCell.ts";
import { ts } from "./typescript.ts";

/** What TypeScript forbids in a file that Node is to run, and a cell may hold: enums, namespaces, parameter properties. */
const NOT_ERASABLE = 1294;
/** `<T>x` and `<T>() => x` in a file whose name ends in `.mts`, which only we have given it. */
const ENDING = new Set([7059, 7060]);
/** Names that were not found: those of cells that the module does not import may have been meant. */
export const NOT_FOUND = new Set([2304, 2503, 2552]);
const IMPORTED = 2632;
/** Messages of TypeScript's in the words of who writes a cell, by its numbers. */
const WORDS: Readonly<Record<number, string>> = {
  1543: 'Node imports JSON as what it is: `import data from "./data.json" with { type: "json" }`',
  1544: 'A JSON file exports its whole value alone: `import data from "./data.json" with { type: "json" }`, then `data.name`',
};

/** What is wrong with a cell, as far as its own text goes. */
export function cellDiagnostics(program: TS.Program, file: TS.SourceFile, length: number): readonly TS.Diagnostic[] {
  return program
    .getSemanticDiagnostics(file)
    .filter(({ code, start = 0 }) => start < length && code !== NOT_ERASABLE && !ENDING.has(code));
}

/** What is wrong with the files of the user's that a cell imports, as far as Node and TypeScript read their source. */
export function importedDiagnostics(program: TS.Program, cell: TS.SourceFile): readonly TS.Diagnostic[] {
  const seen = new Set<TS.SourceFile>();
  const visit = (file: TS.SourceFile): void => {
    for (const imported of importedFiles(program, file)) {
      if (seen.has(imported) || !isOwnSource(imported)) continue;
      seen.add(imported);
      visit(imported);
    }
  };
  visit(cell);
  return [...seen].flatMap((file) =>
    file.fileName.endsWith(".json")
      ? brokenJson(file)
      : [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file), ...decorators(file)],
  );
}

/** Why Node cannot read a file as JSON, at the place that TypeScript finds; it lets more pass than Node. */
function brokenJson(file: TS.SourceFile): readonly TS.Diagnostic[] {
  try {
    JSON.parse(file.text);
    return [];
  } catch (error) {
    const { message } = error as SyntaxError;
    const start = parseErrors(file)[0]?.start ?? Number(/position (\d+)/.exec(message)?.[1] ?? 0);
    return [finding(file, start, 1, 0, `This is no JSON: ${message}`)];
  }
}

/** Decorators, which stop Node where it reads a file, with a message that names none of this. */
function decorators(file: TS.SourceFile): readonly TS.Diagnostic[] {
  const found: TS.Diagnostic[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isDecorator(node)) found.push(finding(file, node.getStart(file), node.getWidth(file), NOT_ERASABLE));
    ts.forEachChild(node, visit);
  };
  if (file.text.includes("@")) visit(file);
  return found;
}

function finding(file: TS.SourceFile, start: number, length: number, code: number, messageText = ""): TS.Diagnostic {
  return { file, start, length, code, messageText, category: ts.DiagnosticCategory.Error };
}

function isOwnSource({ fileName, isDeclarationFile }: TS.SourceFile): boolean {
  return !isDeclarationFile && /\.(?:m?ts|json)$/.test(fileName) && !/\/node_modules\/|\/\.cells?-/.test(fileName);
}

function importedFiles(program: TS.Program, file: TS.SourceFile): readonly TS.SourceFile[] {
  return file.statements.flatMap((statement) => {
    const isFrom = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    const name = isFrom ? statement.moduleSpecifier : undefined;
    const symbol = name && program.getTypeChecker().getSymbolAtLocation(name);
    return (symbol?.declarations ?? []).filter(ts.isSourceFile);
  });
}

/** A finding in the cell's own words. */
export function asDiagnostic(found: TS.Diagnostic, folder: string, cell: TS.SourceFile, known: KnownCells): Diagnostic {
  const { start = 0, length = 1, file = cell, code } = found;
  const place = diagnosticAt(file, start, length, code === NOT_ERASABLE ? NODE_RUNS : messageOf(found, known));
  return file === cell ? place : { ...place, file: relative(folder, file.fileName).replaceAll("\\", "/") };
}

const NODE_RUNS =
  "Node runs this file and only takes its types out, so it can hold no enum, no namespace with values, no parameter property and no decorator. Write it without, or move it into a cell";

function messageOf({ messageText, code }: TS.Diagnostic, known: KnownCells): string {
  const words = WORDS[code];
  if (words !== undefined) return words;
  const text = plainNames(ts.flattenDiagnosticMessageText(messageText, "\n"), known);
  return code === IMPORTED ? text.replace("it is an import", "it is no variable") : text;
}

import type TS from "typescript-cells";
import type { Diagnostic } from "./compiledCell.ts";
import { ts } from "./typescript.ts";

/** A cell's text as a tree, or why it is none. */
export interface ParsedCell {
  readonly file: TS.SourceFile;
  readonly errors: readonly Diagnostic[];
}

const EXPORT_ALL =
  'A cell cannot export all of another module: later cells would not know which names. Write `import * as name from "..."`, or name them: `export { a, b } from "..."`';
const JSX = "JSX cannot be run in a notebook: nothing here makes elements of it. Write the HTML as text";

/** Parses a cell by itself, so that what is wrong with it is said of its own lines. */
export function parseCell(code: string): ParsedCell {
  const file = ts.createSourceFile("cell.mts", code, ts.ScriptTarget.Latest, true);
  const found = parseErrors(file);
  const jsx = found.length > 0 ? firstJsx(code) : undefined;
  if (jsx) return { file, errors: [diagnosticAt(jsx.getSourceFile(), jsx.getStart(), jsx.getWidth(), JSX)] };
  const all = file.statements.find((each) => ts.isExportDeclaration(each) && !each.exportClause);
  if (all) return { file, errors: [diagnosticAt(file, all.getStart(), all.getWidth(), EXPORT_ALL)] };
  const errors = found.map(({ start, length, messageText }) =>
    diagnosticAt(file, start, length, ts.flattenDiagnosticMessageText(messageText, "\n")),
  );
  return { file, errors };
}

/** What the parser found, which TypeScript keeps with the tree. */
export function parseErrors(file: TS.SourceFile): readonly TS.DiagnosticWithLocation[] {
  return (file as unknown as { readonly parseDiagnostics: readonly TS.DiagnosticWithLocation[] }).parseDiagnostics;
}

/** A finding at a place of a file; at its end, the end of the last line that says something. */
export function diagnosticAt(file: TS.SourceFile, start: number, length: number, message: string): Diagnostic {
  const { text } = file;
  const at = Math.min(start, text.trimEnd().length);
  const { line, character } = file.getLineAndCharacterOfPosition(at);
  const rest = text.slice(at).split("\n", 1)[0]!.length;
  return { message, line, column: character, length: Math.max(1, Math.min(length, rest)) };
}

function firstJsx(code: string): TS.Node | undefined {
  const file = ts.createSourceFile("cell.tsx", code, ts.ScriptTarget.Latest, true);
  if (parseErrors(file).length > 0) return undefined;
  const visit = (node: TS.Node): TS.Node | undefined =>
    ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node)
      ? node
      : ts.forEachChild(node, visit);
  return visit(file);
}

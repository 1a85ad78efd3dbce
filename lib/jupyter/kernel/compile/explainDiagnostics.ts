import type { ErrorReport } from "../runner/frames.ts";
import type { Diagnostic } from "./compiledCell.ts";

/** What the compiler found wrong, as the error of a cell: each finding with its line, column and the line itself. */
export function explainDiagnostics(diagnostics: readonly Diagnostic[], source: string): ErrorReport {
  const lines = source.split("\n");
  const [first] = diagnostics;
  const more = diagnostics.length > 1 ? ` (and ${diagnostics.length - 1} more)` : "";
  const evalue = `${placeOf(first!)}: ${first!.message}${more}`;
  const traceback = diagnostics.flatMap((each) => {
    const text = each.file === undefined ? lines[each.line] : undefined;
    const excerpt =
      text === undefined ? [] : [`    ${text}`, `    ${" ".repeat(each.column)}${"~".repeat(each.length)}`];
    return [`${placeOf(each)}: ${each.message}`, ...excerpt];
  });
  return { ename: "CompileError", evalue, traceback: ["CompileError: the cell was not run", ...traceback] };
}

function placeOf({ file, line, column }: Diagnostic): string {
  return `${file === undefined ? "" : `${file}, `}line ${line + 1}, column ${column + 1}`;
}

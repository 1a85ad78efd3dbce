import type { CellProgram } from "./cellProgram.ts";
import type { KnownCells } from "./knownCells.ts";
import { parseCell } from "./parseCell.ts";
import { ts } from "./typescript.ts";

const STYLE = { ...ts.getDefaultFormatCodeSettings("\n"), indentSize: 2, tabSize: 2 };

/** Lays a cell's code out as TypeScript does, indented by two; lines stay the lines they are. What is no code stays too. */
export function formatCell(cells: CellProgram, known: KnownCells, code: string): string {
  if (parseCell(code).errors.length > 0) return code;
  cells.write(known, code);
  const edits = cells.service.getFormattingEditsForDocument(cells.path, STYLE);
  return edits.reduceRight(
    (text, { span, newText }) => text.slice(0, span.start) + newText + text.slice(span.start + span.length),
    code,
  );
}

import type TS from "typescript-cells";
import { cellBorder } from "./cellModule.ts";
import type { CellProgram } from "./cellProgram.ts";
import { declaredNames } from "./declaredNames.ts";
import type { KnownCells } from "./knownCells.ts";
import { parseCell } from "./parseCell.ts";

/** Words that fit at a position. */
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

const WORD_BEFORE = /[\p{ID_Continue}$]*$/u;

/** The words that fit where somebody types. */
export function completeCell(cells: CellProgram, known: KnownCells, code: string, position: number): Completion {
  const offset = open(cells, known, code);
  const found = cells.service.getCompletionsAtPosition(cells.path, offset + position, {});
  const span = found?.optionalReplacementSpan;
  const start = span ? span.start - offset : position - WORD_BEFORE.exec(code.slice(0, position))![0].length;
  const typed = code.slice(start, position).toLowerCase();
  const fits = (found?.entries ?? []).filter(
    ({ name }) => name.toLowerCase().startsWith(typed) && !/^__cells__/i.test(name),
  );
  const sorted = fits.toSorted((a, b) => (a.sortText < b.sortText ? -1 : a.sortText > b.sortText ? 1 : 0));
  return { start, end: position, matches: sorted.map(({ name, kind }) => ({ text: name, type: kind })) };
}

/** What is known of the name at a position, or of the function whose arguments are being written there. */
export function inspectCell(
  cells: CellProgram,
  known: KnownCells,
  code: string,
  position: number,
): Inspection | undefined {
  const offset = open(cells, known, code);
  const { service, path } = cells;
  // At the end of a name the cursor is already behind it.
  for (const place of [position, position - 1]) {
    const info = place < 0 ? undefined : service.getQuickInfoAtPosition(path, offset + place);
    if (!info || textOf(info.displayParts) === "") continue;
    const isEarlier = service
      .getDefinitionAtPosition(path, offset + place)
      ?.every(({ textSpan, fileName }) => fileName !== path || textSpan.start < offset);
    const name = code.slice(info.textSpan.start - offset).slice(0, info.textSpan.length);
    return inspection((isEarlier && known.names.has(name) && cells.describe(name)) || info);
  }
  return signatureAt(cells, offset + position);
}

function inspection({ displayParts, documentation, tags = [] }: TS.QuickInfo): Inspection {
  return {
    signature: textOf(displayParts).replace(/^\(alias\) ([\s\S]*)\nimport .*$/, "$1"),
    documentation: textOf(documentation),
    tags: tags.map(({ name, text }) => ({ name, text: textOf(text) })),
  };
}

/** The function whose arguments are being written: each of its parameters with what its author says of it. */
function signatureAt({ service, path }: CellProgram, position: number): Inspection | undefined {
  const help = service.getSignatureHelpItems(path, position, {});
  const item = help?.items[help.selectedItemIndex];
  if (!item) return undefined;
  const parameters = item.parameters.map((each) => textOf(each.displayParts));
  const separator = textOf(item.separatorDisplayParts);
  return {
    signature: `${textOf(item.prefixDisplayParts)}${parameters.join(separator)}${textOf(item.suffixDisplayParts)}`,
    documentation: textOf(item.documentation),
    tags: item.tags.map(({ name, text }) => ({ name, text: textOf(text) })),
  };
}

/** Puts code where the next cell would be, behind all names that it may use; gives where it begins. */
function open(cells: CellProgram, known: KnownCells, code: string): number {
  const declared = declaredNames(parseCell(code).file);
  const { imports } = cellBorder(known, declared, new Set(known.names.keys()));
  cells.of(known, `${imports}\n${code}`);
  return imports.length + 1;
}

function textOf(parts: readonly TS.SymbolDisplayPart[] | undefined): string {
  return (parts ?? []).map(({ text }) => text).join("");
}

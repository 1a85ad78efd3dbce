import type TS from "typescript-cells";
import { BORDER_NAMES, cellBorder, plainNames } from "./cellModule.ts";
import type { CellProgram } from "./cellProgram.ts";
import { declaredNames } from "./declaredNames.ts";
import { isOnly, type KnownCells, knownNames } from "./knownCells.ts";
import { offeredNames } from "./offeredNames.ts";
import { parseCell } from "./parseCell.ts";
import { ts } from "./typescript.ts";

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
  /** What a value has, each with the gist of its author's comment. */
  readonly members?: readonly { readonly signature: string; readonly documentation: string }[];
}

/** How many members of a value are told. */
const MOST_MEMBERS = 60;

const WORD_BEFORE = /[\p{ID_Continue}$]*$/u;
const WORD_AFTER = /^[\p{ID_Continue}$]*/u;

/** The words that fit where somebody types. */
export function completeCell(cells: CellProgram, known: KnownCells, code: string, position: number): Completion {
  const offset = open(cells, known, code);
  const found = cells.service.getCompletionsAtPosition(cells.path, offset + position, {});
  const span = found?.optionalReplacementSpan;
  const start = span ? span.start - offset : position - WORD_BEFORE.exec(code.slice(0, position))![0].length;
  const word = code.slice(start, position);
  const typed = word.toLowerCase();
  const fits = (found?.entries ?? []).filter(
    ({ name }) => name.toLowerCase().startsWith(typed) && !BORDER_NAMES.includes(name),
  );
  const sorted = fits.toSorted((a, b) => (a.sortText < b.sortText ? -1 : a.sortText > b.sortText ? 1 : 0));
  const there = new Set(found?.entries.map(({ name }) => name));
  // Where any name may stand, also those that could be imported, each with its module.
  const offered = there.has("globalThis") && typed !== "" ? [...offeredNames(cells.folder)] : [];
  const more = offered.filter(([name]) => name.toLowerCase().startsWith(typed) && !there.has(name));
  const matches = [
    ...sorted.map(({ name, kind }) => ({ text: name, type: kind as string })),
    ...more.map(([text, type]) => ({ text, type })),
  ];
  // First what goes on as it was begun, capitals and all.
  const isAsTyped = ({ text }: { readonly text: string }) => text.startsWith(word);
  return {
    start,
    end: position,
    matches: [...matches.filter(isAsTyped), ...matches.filter((each) => !isAsTyped(each))],
  };
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
    // Of a name that is not known it says that it may be anything.
    if (!info || ["", "any"].includes(textOf(info.displayParts))) continue;
    const isEarlier = service
      .getDefinitionAtPosition(path, offset + place)
      ?.every(({ textSpan, fileName }) => fileName !== path || textSpan.start < offset);
    const name = code.slice(info.textSpan.start - offset).slice(0, info.textSpan.length);
    const members = optionsOf(cells, info.textSpan.start);
    return withMembers(inspection((isEarlier && cells.describe(known, name)) || info), members);
  }
  return signatureAt(cells, offset + position) ?? typeAt(cells, known, code, position);
}

/** What is known of a type that stands where only expressions do, as it does by itself. */
function typeAt(cells: CellProgram, known: KnownCells, code: string, position: number): Inspection | undefined {
  const name = `${WORD_BEFORE.exec(code.slice(0, position))![0]}${WORD_AFTER.exec(code.slice(position))![0]}`;
  const isType = isOnly(knownNames(known).get(name)?.kinds, "type");
  const info = isType ? cells.describe(known, name) : undefined;
  return info && inspection(info);
}

/** All that is known of a name: what it is, what its type's author says, and what it has. */
export function describeName(cells: CellProgram, known: KnownCells, name: string): Inspection | undefined {
  const found = inspectCell(cells, known, name, name.length);
  if (!found) return undefined;
  const { service, path } = cells;
  const offset = open(cells, known, `${name};\n${name}.`);
  const [type] = service.getTypeDefinitionAtPosition(path, offset + name.length - 1) ?? [];
  const ofType = type && textOf(service.getQuickInfoAtPosition(type.fileName, type.textSpan.start)?.documentation);
  const comments = [found.documentation, ofType === found.documentation ? "" : (ofType ?? "")];
  const documentation = comments.filter((each) => each !== "").join("\n\n");
  // A function's options tell more than what every function has.
  const options = optionsOf(cells, offset);
  if (options) return { ...found, documentation: found.documentation, members: options };
  const end = offset + 2 * name.length + 3;
  const entries = service.getCompletionsAtPosition(path, end, {})?.entries ?? [];
  const members = entries.slice(0, MOST_MEMBERS).map((entry) => {
    const details = service.getCompletionEntryDetails(path, end, entry.name, {}, undefined, {}, undefined);
    return { signature: textOf(details?.displayParts), documentation: gist(details?.documentation) };
  });
  return { ...found, documentation, members };
}

/** The options that a function takes, each with its author's comment; undefined where the name is no function. */
function optionsOf({ service, path }: CellProgram, position: number): Inspection["members"] {
  const program = service.getProgram()!;
  const checker = program.getTypeChecker();
  const node = innermost(program.getSourceFile(path)!, position);
  const signatures = checker.getTypeAtLocation(node).getCallSignatures();
  if (signatures.length === 0) return undefined;
  const types = signatures.flatMap(({ parameters }) =>
    parameters.map((each) => checker.getTypeOfSymbolAtLocation(each, node).getNonNullableType()),
  );
  // Options are objects some of whose properties may be left out; other objects are data.
  const isOptional = ({ flags }: TS.Symbol) => (flags & ts.SymbolFlags.Optional) !== 0;
  const options = types.map((type) => type.getProperties()).filter((all) => all.length > 0 && all.some(isOptional));
  return options
    .flat()
    .slice(0, MOST_MEMBERS)
    .map((option) => {
      const type = plainNames(checker.typeToString(checker.getTypeOfSymbolAtLocation(option, node)));
      return {
        signature: `${option.name}${isOptional(option) ? "?" : ""}: ${type.replace(/ \| undefined$/, "")}`,
        documentation: gist(option.getDocumentationComment(checker)),
      };
    });
}

function innermost(node: TS.Node, position: number): TS.Node {
  let found: TS.Node | undefined;
  node.forEachChild((child) => {
    if (child.getStart() <= position && position < child.end) found = child;
  });
  return found ? innermost(found, position) : node;
}

function withMembers(found: Inspection, members: Inspection["members"]): Inspection {
  return members && members.length > 0 ? { ...found, members } : found;
}

/** The first paragraph of a comment, on one line. */
function gist(parts: readonly TS.SymbolDisplayPart[] | undefined): string {
  return textOf(parts).split("\n\n", 1)[0]!.replaceAll("\n", " ");
}

function inspection({ displayParts, documentation, tags = [] }: TS.QuickInfo): Inspection {
  return {
    signature: textOf(displayParts)
      .replace(/^\(alias\) ([\s\S]*)\nimport .*$/, "$1")
      .replace(/^import (\S+) = \1$/, "import $1"),
    documentation: textOf(documentation),
    tags: tags.map(({ name, text }) => ({ name, text: textOf(text) })),
  };
}

/** The function whose arguments are being written: each of its parameters with what its author says of it. */
function signatureAt(cells: CellProgram, position: number): Inspection | undefined {
  const { service, path } = cells;
  const help = service.getSignatureHelpItems(path, position, {});
  const item = help?.items[help.selectedItemIndex];
  if (!item) return undefined;
  const parameters = item.parameters.map((each) => textOf(each.displayParts));
  const separator = textOf(item.separatorDisplayParts);
  // The name ends before the bracket, behind which the arguments begin.
  const options = optionsOf(cells, help.applicableSpan.start - 2);
  const found = {
    signature: `${textOf(item.prefixDisplayParts)}${parameters.join(separator)}${textOf(item.suffixDisplayParts)}`,
    documentation: textOf(item.documentation),
    tags: item.tags.map(({ name, text }) => ({ name, text: textOf(text) })),
  };
  return withMembers(found, options);
}

/** Puts code where the next cell would be, behind all names that it may use; gives where it begins. */
function open(cells: CellProgram, known: KnownCells, code: string): number {
  const declared = declaredNames(parseCell(code).file);
  const { imports } = cellBorder(known, declared);
  cells.of(known, `${imports}\n${code}`);
  return imports.length + 1;
}

function textOf(parts: readonly TS.SymbolDisplayPart[] | undefined): string {
  return plainNames((parts ?? []).map(({ text }) => text).join(""));
}

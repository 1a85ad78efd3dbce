import type TS from "typescript-cells";
import type { DeclaredNames, NameKind } from "./declaredNames.ts";
import type { KnownCells, KnownName } from "./knownCells.ts";
import { ts } from "./typescript.ts";

/** What stands below a cell's text and makes it a module among the others. */
export interface CellBorder {
  /** Declares names of earlier cells. */
  readonly imports: string;
  readonly exports: string;
  /** The numbers of the cells that they come from. */
  readonly uses: readonly number[];
}

/** How modules call the cell of a number. */
export const CELL = "cell:";
/** How they call the module of all that cells have declared: a name of the cell 3 is `3:name` there. */
export const ALL_CELLS = "cells:";

/** The type of that module. Its members have no place in the flow of a cell, on which narrowed types would depend. */
const TYPE = "__Cells__";

/** So many cells, and then twice as many, have their place in a program before they are there: its structure seldom changes. */
const PLACES = 16;

/** Makes a cell a module among the known ones: it imports those of their names that are wanted. */
export function cellBorder(known: KnownCells, declared: DeclaredNames, wanted: ReadonlySet<string>): CellBorder {
  const earlier = [...wanted].flatMap((name): [string, KnownName][] => {
    const found = declared.kinds.has(name) ? undefined : known.names.get(name);
    return found ? [[name, found]] : [];
  });
  const own = [...declared.kinds.keys()].filter((name) => !declared.exported.has(name));
  return {
    imports: importsOf(earlier),
    exports: `export { ${own.join(", ")} };`,
    uses: [...new Set(earlier.map(([, { cell }]) => cell))],
  };
}

/** The text of the module of all cells, and the numbers of those that have a place in it. */
export function allCells(known: KnownCells): { readonly text: string; readonly places: readonly number[] } {
  let count = PLACES;
  while (count <= Math.max(0, ...known.cells.keys())) count *= 2;
  const places = Array.from({ length: count }, (_, i) => i + 1);
  const lines = places.map((cell) => {
    const names = Object.keys(known.cells.get(cell)?.names ?? {});
    return `export { ${names.map((name) => `${name} as ${placed(cell, name)}`).join(", ")} } from "${CELL}${cell}";`;
  });
  return { text: lines.join("\n"), places };
}

/** The text of a cell that is not there yet; it imports what others do. */
export const NO_CELL = `${importsOf([])}\nexport {};`;

/** A name of a cell in the module of all cells. */
export function placed(cell: number, name: string): string {
  return `"${cell}:${name}"`;
}

/**
 * Imports names; a variable is declared anew, so that what assigns it is checked. Whatever is imported, it is from the
 * same module: TypeScript makes a program anew where what its files import has changed.
 */
function importsOf(names: readonly (readonly [string, KnownName])[]): string {
  const variables: string[] = [];
  const imported: string[] = [];
  for (const [name, known] of names) {
    const word = variableWord(known);
    const member = placed(known.cell, name);
    if (word) variables.push(`declare ${word} ${name}: ${TYPE}[${member}];`);
    else imported.push(`${member} as ${name}`);
  }
  const whole = `import { ${imported.join(", ")} } from "${ALL_CELLS}"; type ${TYPE} = typeof import("${ALL_CELLS}");`;
  return [whole, ...variables].join(" ");
}

function variableWord({ kinds }: KnownName): "let" | "const" | undefined {
  const isOnly = (...these: readonly NameKind[]) => kinds.every((kind) => these.includes(kind));
  return isOnly("let", "global") ? "let" : isOnly("const") ? "const" : undefined;
}

/** The names that a cell mentions, where one of an earlier cell may be meant. */
export function mentionedNames(file: TS.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: TS.Node): void => {
    if (ts.isIdentifier(node) && !isMember(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

function isMember(node: TS.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  return ts.isPropertyAssignment(parent) && parent.name === node;
}

import type TS from "typescript-cells";
import type { DeclaredNames, NameKind } from "./declaredNames.ts";
import type { KnownCells, KnownName } from "./knownCells.ts";
import { ts } from "./typescript.ts";

/** What stands below a cell's text and makes it a module among the others. */
export interface CellBorder {
  /** Declares names of earlier cells, by the module of all cells: what a program imports stays the same. */
  readonly imports: string;
  /** Declares them by the cells that they come from, for later, when the names may have gone to other cells. */
  readonly keptImports: string;
  readonly exports: string;
  readonly uses: readonly number[];
}

/** How modules call the cell of a number. */
export const CELL = "cell:";
/** How they call the module of all names that the next cell may use. */
export const ALL_CELLS = "cells:";

/** The type of a module. Its members have no place in the flow of a cell, on which their narrowed types would depend. */
const TYPE = "__Cells__";

/** Makes a cell a module among the known ones: it imports those of their names that are wanted. */
export function cellBorder(known: KnownCells, declared: DeclaredNames, wanted: ReadonlySet<string>): CellBorder {
  const all: [string, KnownName][] = [];
  const byCell = new Map<number, [string, KnownName][]>();
  for (const name of wanted) {
    const earlier = known.names.get(name);
    if (!earlier || declared.kinds.has(name)) continue;
    all.push([name, earlier]);
    if (!byCell.has(earlier.cell)) byCell.set(earlier.cell, []);
    byCell.get(earlier.cell)!.push([name, earlier]);
  }
  const own = [...declared.kinds.keys()].filter((name) => !declared.exported.has(name));
  return {
    imports: importsOf(all, ALL_CELLS, ""),
    keptImports: [...byCell].map(([cell, names]) => importsOf(names, `${CELL}${cell}`, `${cell}`)).join(" "),
    exports: `export { ${own.join(", ")} };`,
    uses: [...byCell.keys()],
  };
}

/** The text of the module of all cells. */
export function allCells(known: KnownCells): string {
  const byCell = new Map([...known.cells.keys()].map((cell) => [cell, ""]));
  for (const [name, { cell }] of known.names) byCell.set(cell, `${byCell.get(cell)} ${name},`);
  return [...byCell].map(([cell, names]) => `export {${names} } from "${CELL}${cell}";`).join("\n");
}

/** Imports names; a variable is declared anew, so that what assigns it is checked. */
function importsOf(names: readonly (readonly [string, KnownName])[], module: string, suffix: string): string {
  const imported = names.filter(([, known]) => variableWord(known) === undefined).map(([name]) => name);
  const variables = names.flatMap(([name, known]) => {
    const word = variableWord(known);
    return word ? `declare ${word} ${name}: ${TYPE}${suffix}["${name}"];` : [];
  });
  const whole = `import { ${imported.join(", ")} } from "${module}"; type ${TYPE}${suffix} = typeof import("${module}");`;
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

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

const ALL = "__cells__";
/** The type of a module. Its members have no place in the flow of a cell, on which their narrowed types would depend. */
const TYPE = "__Cells__";

/** Makes a cell a module among the known ones: it imports those of their names that are wanted. */
export function cellBorder(known: KnownCells, declared: DeclaredNames, wanted: ReadonlySet<string>): CellBorder {
  const lines: string[] = [];
  const kept: string[] = [];
  const uses = new Set<number>();
  for (const name of wanted) {
    const earlier = known.names.get(name);
    if (!earlier || declared.kinds.has(name)) continue;
    const { cell } = earlier;
    if (!uses.has(cell)) kept.push(moduleImport(`${cell}`, `${CELL}${cell}`));
    uses.add(cell);
    lines.push(declaration(name, earlier, ""));
    kept.push(declaration(name, earlier, `${cell}`));
  }
  const own = [...declared.kinds.keys()].filter((name) => !declared.exported.has(name));
  return {
    imports: [moduleImport("", ALL_CELLS), ...lines].join(" "),
    keptImports: kept.join(" "),
    exports: `export { ${own.join(", ")} };`,
    uses: [...uses],
  };
}

/** The text of the module of all cells. */
export function allCells(known: KnownCells): string {
  const byCell = new Map([...known.cells.keys()].map((cell) => [cell, ""]));
  for (const [name, { cell }] of known.names) byCell.set(cell, `${byCell.get(cell)} ${name},`);
  return [...byCell].map(([cell, names]) => `export {${names} } from "${CELL}${cell}";`).join("\n");
}

function moduleImport(suffix: string, module: string): string {
  return `import * as ${ALL}${suffix} from "${module}"; type ${TYPE}${suffix} = typeof import("${module}");`;
}

/** A variable is declared anew, so that what assigns it is checked; all else is one more name of the same thing. */
function declaration(name: string, { kinds }: KnownName, suffix: string): string {
  const isOnly = (...these: readonly NameKind[]) => kinds.every((kind) => these.includes(kind));
  const word = isOnly("let", "global") ? "let" : isOnly("const") ? "const" : undefined;
  return word ? `declare ${word} ${name}: ${TYPE}${suffix}["${name}"];` : `import ${name} = ${ALL}${suffix}.${name};`;
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

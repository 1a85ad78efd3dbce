import type TS from "typescript-cells";
import type { DeclaredNames } from "./declaredNames.ts";
import { isOnly, type KnownCells, type KnownName, knownNames } from "./knownCells.ts";
import { ts } from "./typescript.ts";

/** What stands below a cell's text and makes it a module among the others. */
export interface CellBorder {
  /** Declares names of earlier cells. */
  readonly imports: string;
  readonly exports: string;
  /** The numbers of the cells that they come from. */
  readonly uses: readonly number[];
}

/** The module that has those of all cells: the cell 20 is `p1.c20` there. It names no names: a new cell leaves it as it is. */
export const ALL_CELLS = "cells:all";

/** How a cell calls that module, for what it imports from it. */
const CELLS = "__Cells__";
/** How it calls its type. Its members have no place in the flow of a cell, on which narrowed types would depend. */
const TYPE = "__CellsType__";
/** Names that no cell may have. */
export const BORDER_NAMES: readonly string[] = [CELLS, TYPE];
/** Every cell has both: TypeScript makes a program anew where what its files import has changed. */
const ALL = `import * as ${CELLS} from "${ALL_CELLS}"; type ${TYPE} = typeof import("${ALL_CELLS}");`;

/** The text of a cell that is not there yet. */
const NO_CELL = `${ALL}\nexport {};`;

/** That module is in pages of so many cells: TypeScript looks at all members of that of which one is asked for. */
const PAGE = 16;

/** Makes a cell a module among the known ones: it imports those of their names that are wanted, or all. */
export function cellBorder(known: KnownCells, declared: DeclaredNames, wanted?: ReadonlySet<string>): CellBorder {
  const isWanted = (name: string) => !declared.kinds.has(name) && (wanted?.has(name) ?? true);
  const earlier = [...knownNames(known)].filter(([name]) => isWanted(name));
  const own = [...declared.kinds.keys()].filter((name) => !declared.exported.has(name));
  return {
    imports: importsOf(earlier),
    exports: `export { ${own.join(", ")} };`,
    uses: [...new Set(earlier.map(([, { cell }]) => cell))],
  };
}

/**
 * The modules of a program that are not the cell at hand, by name: `cells:all`, its pages, and each cell. There are one,
 * two, four pages and so on, and cells have their places in them before they are there: the structure seldom changes.
 */
export function cellModules(known: KnownCells): ReadonlyMap<string, string> {
  let count = PAGE;
  while (count < Math.max(0, ...known.keys())) count *= 2;
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  const pages = [...Map.groupBy(numbers, pageOf)];
  const lines = (texts: readonly string[]) => texts.join("\n");
  return new Map([
    [ALL_CELLS, lines(pages.map(([page]) => `export * as p${page} from "cells:${page}";`))],
    ...pages.map(([page, cells]): [string, string] => [
      `cells:${page}`,
      lines(cells.map((cell) => `export * as c${cell} from "${cellModule(cell)}";`)),
    ]),
    ...numbers.map((cell): [string, string] => [cellModule(cell), known.get(cell)?.text ?? NO_CELL]),
  ]);
}

/** How modules call the cell of a number. */
export function cellModule(number: number): string {
  return `cell:${number}`;
}

/** Whether a module is of {@link cellModules}. */
export function isCellModule(name: string): boolean {
  return /^cells?:/.test(name);
}

function pageOf(number: number): number {
  return Math.floor((number - 1) / PAGE);
}

/**
 * Imports names; a variable is declared anew, so that what assigns it is checked. The first line is right in any case:
 * what a cell's last line says of the next (`@ts-expect-error`) is of no name.
 */
function importsOf(names: readonly (readonly [string, KnownName])[]): string {
  const lines = names.map(([name, known]) => {
    const word = variableWord(known);
    const [page, cell] = [`p${pageOf(known.cell)}`, `c${known.cell}`];
    if (!word) return `import ${name} = ${CELLS}.${page}.${cell}.${name};`;
    return `declare ${word} ${name}: ${TYPE}["${page}"]["${cell}"]["${name}"];`;
  });
  return `${ALL}\n${lines.join(" ")}`;
}

function variableWord({ kinds }: KnownName): "let" | "const" | undefined {
  return isOnly(kinds, "let", "global") ? "let" : isOnly(kinds, "const") ? "const" : undefined;
}

/** How TypeScript calls what is in the modules of cells: by their files, by their paths, as members of their types. */
const BY_FILE = /import\("[^"]*\/\.cells?(?:-(\w+))?"(?:, \{[^)]*\})?\)\.([\p{ID_Continue}$]+)/gu;
const BY_PATH = /__Cells__\.p\d+\.c(\d+)\.([\p{ID_Continue}$]+)/gu;
const MEMBER = /__CellsType__\["p\d+"\]\["c(\d+)"\]\["([^"]+)"\]/g;

/**
 * What TypeScript says, with the names that the cells have.
 *
 * @param known a type whose name is another's there, or in the cell at hand, is said to be of an earlier cell.
 */
export function plainNames(text: string, known?: KnownCells): string {
  const own = new Set([...text.matchAll(BY_FILE)].filter(([, cell]) => cell === undefined).map(([, , name]) => name));
  const newest = known && knownNames(known);
  const plain = (_: string, cell: string | undefined, name: string) => {
    const isOlder = cell !== undefined && (own.has(name) || newest?.get(name)?.cell !== Number(cell));
    return newest && isOlder ? `${name} of an earlier cell` : name;
  };
  return text.replace(BY_FILE, plain).replace(BY_PATH, plain).replace(MEMBER, plain);
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

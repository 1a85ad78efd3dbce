import type { NameKind } from "./declaredNames.ts";

/** A cell as a module that later cells import names from. */
export interface CellModule {
  /** The cell's text, and below it what it imports of earlier cells and exports to later ones. */
  readonly text: string;
  /** Those of its names that later cells may use. */
  readonly names: Readonly<Record<string, readonly NameKind[]>>;
  /** See {@link DeclaredNames.additions}. */
  readonly additions: readonly string[];
  /** The numbers of the cells that it imports names from. */
  readonly uses: readonly number[];
  /** True if a function of `Math` may see variables of the notebook from now on. */
  readonly changesMath: boolean;
}

/** All that a compiler has to know of the cells that have run, by their numbers. No two give the same name. */
export type KnownCells = ReadonlyMap<number, CellModule>;

/** Before the first cell. */
export const NO_CELLS: KnownCells = new Map();

/** A name that the next cell may use. */
export interface KnownName {
  readonly cell: number;
  readonly kinds: readonly NameKind[];
}

/** Whether a name is nothing else; no name is nothing. */
export function isOnly(kinds: readonly NameKind[] = [], ...these: readonly NameKind[]): boolean {
  return kinds.length > 0 && kinds.every((kind) => these.includes(kind));
}

/** The names that the next cell may use. */
export function knownNames(known: KnownCells): ReadonlyMap<string, KnownName> {
  return new Map(
    [...known].flatMap(([cell, { names }]) =>
      Object.entries(names).map(([name, kinds]): [string, KnownName] => [name, { cell, kinds }]),
    ),
  );
}

/**
 * What is known after a cell: its names take the place of those of the same name.
 *
 * @param left variables of the cell that it did not come to before it failed; they stay what they were.
 */
export function withCell(known: KnownCells, module: CellModule, left: readonly string[] = []): KnownCells {
  let number = 1;
  while (known.has(number)) number++;
  const own = Object.entries(module.names).filter(([name, kinds]) => isOnly(kinds, "type") || !left.includes(name));
  const cells = new Map(known);
  const given = new Set(own.map(([name]) => name));
  for (const [older, cell] of known) {
    const names = Object.entries(cell.names).filter(([name]) => !given.has(name));
    // What adds the same to all modules would add it twice.
    const addsSame = cell.additions.some((each) => module.additions.includes(each));
    if (!addsSame && names.length === Object.keys(cell.names).length) continue;
    cells.set(older, { ...cell, names: Object.fromEntries(names), additions: addsSame ? [] : cell.additions });
  }
  return reachable(cells.set(number, { ...module, names: Object.fromEntries(own) }));
}

/** The cells that still give something, and those that such a cell imports. */
function reachable(cells: KnownCells): KnownCells {
  const found = new Set<number>();
  const visit = (number: number): void => {
    if (found.has(number)) return;
    found.add(number);
    for (const each of cells.get(number)?.uses ?? []) visit(each);
  };
  for (const [number, { names, additions, changesMath }] of cells) {
    if (changesMath || additions.length > 0 || Object.keys(names).length > 0) visit(number);
  }
  return new Map([...cells].filter(([number]) => found.has(number)));
}

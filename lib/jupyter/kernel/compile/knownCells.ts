import type { NameKind } from "./declaredNames.ts";

/** A cell as a module that later cells import names from. */
export interface CellModule {
  /** The cell's text, and below it what it imports of earlier cells and exports to later ones. */
  readonly text: string;
  readonly names: Readonly<Record<string, readonly NameKind[]>>;
  /** See {@link DeclaredNames.additions}. */
  readonly additions: readonly string[];
  /** The numbers of the cells that it imports names from. */
  readonly uses: readonly number[];
  /** True if a function of `Math` may see variables of the notebook from now on. */
  readonly changesMath: boolean;
}

/** A name that the next cell may use. */
export interface KnownName {
  readonly cell: number;
  readonly kinds: readonly NameKind[];
}

/** All that a compiler has to know of the cells that have run. */
export interface KnownCells {
  readonly cells: ReadonlyMap<number, CellModule>;
  readonly names: ReadonlyMap<string, KnownName>;
  readonly changesMath: boolean;
}

/** Before the first cell. */
export const NO_CELLS: KnownCells = { cells: new Map(), names: new Map(), changesMath: false };

/**
 * What is known after a cell: its names take the place of those of the same name.
 *
 * @param left variables of the cell that it did not come to before it failed; they stay what they were.
 */
export function withCell(known: KnownCells, module: CellModule, left: readonly string[] = []): KnownCells {
  let number = 1;
  while (known.cells.has(number)) number++;
  const names = new Map(known.names);
  const missing = new Set(left);
  for (const [name, kinds] of Object.entries(module.names)) {
    const isType = kinds.every((kind) => kind === "type");
    if (isType || !missing.has(name)) names.set(name, { cell: number, kinds });
  }
  const cells = new Map(known.cells);
  // What adds the same to all modules would add it twice.
  const added = new Set(module.additions);
  for (const [older, { additions }] of cells) {
    if (additions.some((each) => added.has(each))) cells.set(older, { ...cells.get(older)!, additions: [] });
  }
  cells.set(number, module);
  const changesMath = known.changesMath || module.changesMath;
  return { cells: reachable(cells, names), names, changesMath };
}

/** The cells that a name or an addition still comes from, or that such a cell imports. */
function reachable(
  cells: ReadonlyMap<number, CellModule>,
  names: ReadonlyMap<string, KnownName>,
): ReadonlyMap<number, CellModule> {
  const found = new Set<number>();
  const visit = (number: number): void => {
    if (found.has(number)) return;
    found.add(number);
    for (const each of cells.get(number)?.uses ?? []) visit(each);
  };
  for (const { cell } of names.values()) visit(cell);
  for (const [number, { additions }] of cells) if (additions.length > 0) visit(number);
  return new Map([...cells].filter(([number]) => found.has(number)));
}

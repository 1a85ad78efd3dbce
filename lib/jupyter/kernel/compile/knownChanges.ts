import type { CellModule, KnownCells, KnownName } from "./knownCells.ts";

interface MapChanges<Key, Value> {
  readonly gone: readonly Key[];
  readonly set: readonly (readonly [Key, Value])[];
}

/** In what the known cells of one moment differ from those of another. After a cell it is little, whatever came before. */
export interface KnownChanges {
  readonly cells: MapChanges<number, CellModule>;
  readonly names: MapChanges<string, KnownName>;
  readonly changesMath: boolean;
}

/** What is to be told to whom `before` is known, for {@link withChanges}. What is the same object has not changed. */
export function changesBetween(before: KnownCells, after: KnownCells): KnownChanges {
  return {
    cells: mapChanges(before.cells, after.cells),
    names: mapChanges(before.names, after.names),
    changesMath: after.changesMath,
  };
}

/** What is known after changes. */
export function withChanges(before: KnownCells, { cells, names, changesMath }: KnownChanges): KnownCells {
  return { cells: withMapChanges(before.cells, cells), names: withMapChanges(before.names, names), changesMath };
}

function mapChanges<Key, Value>(
  before: ReadonlyMap<Key, Value>,
  after: ReadonlyMap<Key, Value>,
): MapChanges<Key, Value> {
  return {
    gone: [...before.keys()].filter((key) => !after.has(key)),
    set: [...after].filter(([key, value]) => before.get(key) !== value),
  };
}

function withMapChanges<Key, Value>(
  before: ReadonlyMap<Key, Value>,
  { gone, set }: MapChanges<Key, Value>,
): ReadonlyMap<Key, Value> {
  const after = new Map([...before, ...set]);
  for (const key of gone) after.delete(key);
  return after;
}

import type { CellModule, KnownCells } from "./knownCells.ts";

/** In what the known cells of one moment differ from those of another. After a cell it is little, whatever came before. */
export interface KnownChanges {
  readonly gone: readonly number[];
  readonly set: readonly (readonly [number, CellModule])[];
}

/** What is to be told to whom `before` is known, for {@link withChanges}. What is the same object has not changed. */
export function changesBetween(before: KnownCells, after: KnownCells): KnownChanges {
  return {
    gone: [...before.keys()].filter((cell) => !after.has(cell)),
    set: [...after].filter(([cell, module]) => before.get(cell) !== module),
  };
}

/** What is known after changes. */
export function withChanges(before: KnownCells, { gone, set }: KnownChanges): KnownCells {
  const after = new Map([...before, ...set]);
  for (const cell of gone) after.delete(cell);
  return after;
}

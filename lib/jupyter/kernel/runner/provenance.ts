import type { CellNames } from "../compile/compiledCell.ts";
import type { Imports, Source } from "./imports.ts";

interface Variable {
  /** The cell that gave it its value. */
  readonly cell: string;
  /** The variables that this cell read. */
  readonly reads: readonly string[];
  /** The files that made it: those that the cell imported, and those behind what it read. */
  readonly sources: ReadonlySet<Source>;
}

/** Knows which files the variables of cells were made with, and which variables are older than their files. */
export class Provenance {
  readonly #imports: Pick<Imports, "refresh" | "changedSince">;
  readonly #variables = new Map<string, Variable>();

  constructor(imports: Pick<Imports, "refresh" | "changedSince">) {
    this.#imports = imports;
  }

  /** Remembers that a cell has run, and what of it was imported. */
  record(cell: string, { read, written }: Pick<CellNames, "read" | "written">, imported: Source | undefined): void {
    const inherited = read.flatMap((name) => [...(this.#variables.get(name)?.sources ?? [])]);
    // A cell that runs a thousand times on what it made itself adds nothing.
    const isNew = imported && !inherited.some((each) => tellsAsMuch(each, imported));
    const sources = new Set(isNew ? [imported, ...inherited] : inherited);
    for (const name of written) this.#variables.set(name, { cell, reads: read, sources });
  }

  /** Says which of these variables were made before a file behind them changed; undefined if none was. */
  explain(read: readonly string[]): string | undefined {
    if (!read.some((name) => (this.#variables.get(name)?.sources.size ?? 0) > 0)) return undefined;
    this.#imports.refresh();
    const old = read.filter((name) => this.#changedBehind(name).length > 0);
    if (old.length === 0) return undefined;
    const files = [...new Set(old.flatMap((name) => this.#changedBehind(name)))].sort();
    const cells = new Set<string>();
    for (const name of old) this.#collectCells(name, cells, new Set());
    return `Note: ${list(old)} ${old.length === 1 ? "was" : "were"} made before ${list(files)} changed. Run ${list([...cells])} again.`;
  }

  #changedBehind(name: string): readonly string[] {
    return [...(this.#variables.get(name)?.sources ?? [])].flatMap((source) => this.#imports.changedSince(source));
  }

  /** The cells that make a variable anew, in the order in which they have to run. */
  #collectCells(name: string, cells: Set<string>, seen: Set<string>): void {
    const variable = this.#variables.get(name);
    if (!variable || seen.has(name) || this.#changedBehind(name).length === 0) return;
    seen.add(name);
    for (const each of variable.reads) this.#collectCells(each, cells, seen);
    cells.add(variable.cell);
  }
}

/** Whether `other` cannot be older than its files without `source` being so. */
function tellsAsMuch(source: Source, other: Source): boolean {
  return source.time <= other.time && [...other.files].every((file) => source.files.has(file));
}

const MOST = 4;

function list(names: readonly string[]): string {
  const more = names.length - MOST;
  const shown = more > 0 ? [...names.slice(0, MOST), `${more} more`] : names;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

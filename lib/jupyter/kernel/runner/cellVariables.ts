import type { CompiledCell } from "../compile/compiledCell.ts";

/** The variables of a cell while it runs, so that one that fails leaves those that it came to. */
export class CellVariables {
  /** Where loops keep numbers that they have to themselves; see {@link CompiledCell.loops}. */
  readonly kept: Float64Array;
  readonly #exports: Record<string, unknown>;
  readonly #loops: CompiledCell["loops"];
  readonly #before: ReadonlyMap<string, unknown>;
  readonly #initialized: ReadonlySet<string>;
  readonly #unset: ReadonlySet<string>;

  /** @param exports everything that cells declare. */
  constructor(
    exports: Record<string, unknown>,
    {
      loops,
      names,
    }: { loops: CompiledCell["loops"]; names: Pick<CompiledCell["names"], "declared" | "initialized" | "unset"> },
  ) {
    this.kept = new Float64Array(1 + Math.max(0, ...loops.map((each) => each.length)));
    this.#exports = exports;
    this.#loops = loops;
    this.#before = new Map(names.declared.map((name) => [name, exports[name]]));
    this.#initialized = new Set(names.initialized);
    this.#unset = new Set(names.unset);
  }

  /** Gives the variables the values that they had when the cell failed, and names those that it did not come to. */
  failed(): readonly string[] {
    const exports = this.#exports;
    const inLoop = this.#loops[this.kept[0]! - 1] ?? [];
    inLoop.forEach((name, i) => {
      const value = this.kept[i + 1]!;
      // Not a number before nor after: it had no value yet.
      if (!Number.isNaN(value) || typeof exports[name] === "number") exports[name] = value;
    });
    this.kept[0] = 0;
    const left: string[] = [];
    for (const [name, before] of this.#before) {
      if (this.#hasValue(name, before)) continue;
      exports[name] = before;
      left.push(name);
    }
    return left;
  }

  #hasValue(name: string, before: unknown): boolean {
    const now = this.#exports[name];
    if (now === undefined && this.#unset.has(name)) return true;
    // What has its value where it is declared keeps the old one until then; all else is undefined from the beginning.
    return (now !== undefined || this.#initialized.has(name)) && !Object.is(now, before);
  }
}

import type TS from "typescript-cells";
import type { CellImport, CellNames } from "../compiledCell.ts";
import type { CellFactory } from "./cellFactory.ts";

/** What is found in a cell while it is transformed. */
export class CellFacts {
  readonly imports: CellImport[] = [];
  readonly loops: (readonly string[])[] = [];
  isAsync = false;
  callsEval = false;
  readonly #read = new Set<string>();
  readonly #written = new Set<string>();
  readonly #declared = new Set<string>();
  readonly #initialized = new Set<string>();
  readonly #unset = new Set<string>();

  /** Notes a shared variable where it is read or given a value. */
  use(name: string, isAssigned: boolean): void {
    (isAssigned ? this.#written : this.#read).add(name);
  }

  /** Notes a variable of the cell's own: whether it gets a value where it is declared, or is undefined there. */
  declare(name: string, value?: "given" | "undefined"): void {
    this.#declared.add(name);
    if (value === "given") this.#initialized.add(name);
    if (value === "undefined") this.#unset.add(name);
  }

  get names(): CellNames {
    const declared = [...this.#declared];
    return {
      read: [...this.#read].filter((name) => !this.#declared.has(name)),
      written: [...new Set([...declared, ...this.#written])],
      declared,
      initialized: [...this.#initialized],
      unset: [...this.#unset],
    };
  }
}

/** What the parts of a transformation share. */
export interface Transforming {
  readonly make: CellFactory;
  readonly facts: CellFacts;
  /** Transforms an expression. */
  visit(expression: TS.Expression): TS.Expression;
  /** Whether a name is more than a type. */
  hasValue(name: TS.Node): boolean;
}

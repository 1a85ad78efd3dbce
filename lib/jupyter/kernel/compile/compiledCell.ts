import type { CellModule } from "./knownCells.ts";

/** What keeps a cell from being run. Lines and columns count from 0. */
export interface Diagnostic {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** How many characters of that line are meant. */
  readonly length: number;
  /** The file, where it is not the cell. */
  readonly file?: string;
}

/** The variables that a cell deals with. */
export interface CellNames {
  /** Those of earlier cells that it reads. */
  readonly read: readonly string[];
  /** All that it gives a value: its own and those of earlier cells. */
  readonly written: readonly string[];
  /** Its own. */
  readonly declared: readonly string[];
  /** Those of its own that get a value where they are declared. */
  readonly initialized: readonly string[];
  /** Those of its own that get none there and are of a type that has undefined. */
  readonly unset: readonly string[];
}

/** A module that a cell imports. */
export interface CellImport {
  readonly specifier: string;
  /** As in `with { type: "json" }`. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a file may be called that a cell imports without its ending, in the order in which they are tried. */
export const ENDINGS = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json", "/index.ts", "/index.js"];

/** What a cell's code finds, as parameters of the function that it is the body of. */
export const PARAMETER = {
  /** Everything that cells declare. */
  variables: "__vars__",
  /** Gives a module of {@link CompiledCell.imports}, or what it exports under a name. */
  imported: "__imported__",
  /** Imports a module while the cell runs. */
  load: "__load__",
  /** In the place of `import.meta`. */
  meta: "__meta__",
  /** See {@link CompiledCell.loops}. */
  kept: "__kept__",
  /** What the cell awaits goes through these, so that an interrupt can end it. */
  wait: "__await__",
  each: "__each__",
} as const;

/** A cell ready to be run. */
export interface CompiledCell {
  /** The body of a strict function of {@link PARAMETER}; it returns an array of the last expression's value, if there is one. */
  readonly code: string;
  /** From the code to the cell, as JSON. */
  readonly map: string;
  /** True if that function has to be async. */
  readonly isAsync: boolean;
  /** True if code that the cell makes of text has to see the variables by their names. */
  readonly callsEval: boolean;
  readonly imports: readonly CellImport[];
  /** For each loop that keeps variables to itself, their names; see {@link fastLoop}. */
  readonly loops: readonly (readonly string[])[];
  readonly names: CellNames;
  /** What later cells have to know of it. */
  readonly module: CellModule;
}

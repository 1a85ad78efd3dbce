import { type Table, tableBundle } from "./table.ts";

/** Where Jupyter kernels look for how a value shows itself: a method that gives a MIME bundle. */
const DISPLAY = Symbol.for("Jupyter.display");

/** Has a notebook show a value as a table. Whoever reads, copies or compares the value sees nothing of it. */
export function shownAs<T extends object>(value: T, table: (value: T) => Table): T {
  return Object.defineProperty(value, DISPLAY, { value: () => tableBundle(table(value)) });
}

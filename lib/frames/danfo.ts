import type { DataFrame } from "danfojs-node";
import { UsageError } from "trident-base";

/** What a cell of a frame can hold. */
export type Cell = string | number | boolean | null;

/** danfojs's names. It has one for numbers with a fraction, and keeps them as they are: nothing is rounded. */
export type Dtype = "string" | "boolean" | "int32" | "float32";

/**
 * A danfojs data frame of these rows. danfojs is loaded here, when the first frame is made: it takes most of a second.
 */
export async function makeFrame(
  columns: readonly { readonly name: string; readonly dtype: Dtype }[],
  rows: readonly (readonly Cell[])[],
): Promise<DataFrame> {
  const { default: danfo } = await import("danfojs-node");
  return new danfo.DataFrame(rows.map((row) => [...row]) as (string | number | boolean)[][], {
    columns: columns.map(({ name }) => name),
    dtypes: columns.map(({ dtype }) => dtype),
  });
}

/** The rows of a frame, whatever became of it since it was made. A cell that danfojs left undefined is null. */
export function rowsOf(frame: DataFrame): readonly (readonly Cell[])[] {
  return (frame.values as unknown as (Cell | undefined)[][]).map((row) => row.map((cell) => cell ?? null));
}

/**
 * The place of a column in a frame.
 *
 * @throws UsageError if there is none of this name.
 */
export function placeOf(frame: DataFrame, name: string): number {
  const place = frame.columns.indexOf(name);
  if (place >= 0) return place;
  throw new UsageError(`the frame has no column '${name}'`, { remedy: `It has: ${frame.columns.join(", ")}.` });
}

/**
 * A cell as a number, NaN where it is missing.
 *
 * @throws UsageError if it is something else.
 */
export function numberIn(cell: Cell, name: string, row: number): number {
  if (cell === null) return Number.NaN;
  if (typeof cell === "number") return cell;
  throw new UsageError(`row ${row} of column '${name}' is ${JSON.stringify(cell)}`, {
    remedy: "Give a number, or null where it is missing.",
  });
}

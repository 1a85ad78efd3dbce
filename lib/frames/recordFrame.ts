import type { DataFrame } from "danfojs-node";
import { UsageError } from "trident-base";
import { type Cell, type Dtype, makeFrame, rowsOf } from "./danfo.ts";

/**
 * A result, records with the same fields throughout, as a danfojs data frame. Numbers, NaN among them, texts, booleans
 * and nulls come back as they are.
 *
 * @throws UsageError if a record has other fields than the first one, or a field holds an object, a list or two types.
 */
export async function recordFrame(records: readonly object[]): Promise<DataFrame> {
  const names = Object.keys(records[0] ?? {});
  const rows = records.map((record, row) => {
    const fields = new Map(Object.entries(record));
    if (fields.size !== names.length || names.some((name) => !fields.has(name))) {
      throw new UsageError(`record ${row} has the fields ${[...fields.keys()].join(", ")}`, {
        remedy: `Give each those of the first: ${names.join(", ")}.`,
      });
    }
    return names.map((name) => cellOf(fields.get(name), name, row));
  });
  return makeFrame(
    names.map((name, j) => ({ name, dtype: dtypeOf(rows, j, name) })),
    rows,
  );
}

/** A frame's rows as records. */
export function frameRecords(frame: DataFrame): readonly Readonly<Record<string, Cell>>[] {
  return rowsOf(frame).map((cells) => Object.fromEntries(frame.columns.map((name, j) => [name, cells[j]!])));
}

function cellOf(value: unknown, name: string, row: number): Cell {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return value as Cell;
  throw new UsageError(`'${name}' of record ${row} is ${Array.isArray(value) ? "a list" : `of type ${typeof value}`}`, {
    remedy: "A cell holds a number, a text, a boolean or null: give such fields one by one.",
  });
}

function dtypeOf(rows: readonly (readonly Cell[])[], j: number, name: string): Dtype {
  const types = new Set(rows.map((cells) => cells[j]!).flatMap((cell) => (cell === null ? [] : [typeof cell])));
  if (types.size > 1) {
    throw new UsageError(`'${name}' holds ${[...types].join(" and ")}`, { remedy: "Give a column one type." });
  }
  if (types.has("string")) return "string";
  if (types.has("boolean")) return "boolean";
  return types.has("number") && rows.every((cells) => cells[j] === null || isInt32(cells[j]!)) ? "int32" : "float32";
}

const isInt32 = (cell: Cell): boolean => Object.is((cell as number) | 0, cell);

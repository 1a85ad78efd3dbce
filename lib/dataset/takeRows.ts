import type { FileColumn } from "../files/index.ts";

/** Some rows of a column, in the order of their numbers. */
export function takeRows(column: FileColumn, rows: Uint32Array): FileColumn {
  if (column.type === "text") return { ...column, at: (k) => column.at(rows[k]!) };
  const values = column.values.slice(0, rows.length);
  for (let k = 0; k < rows.length; k++) values[k] = column.values[rows[k]!]!;
  const known = "known" in column ? column.known : undefined;
  return { ...column, values, ...(known ? { known: (k: number) => known(rows[k]!) } : {}) } as FileColumn;
}

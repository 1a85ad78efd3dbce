import type { Labels } from "./labels.ts";

/** What a model learns of each row: 1 where the label is BUY, 0 where it is not, -1 where it is not known. */
export function buyTarget({ known, label }: Pick<Labels, "known" | "label">, rows: Uint32Array): Int8Array {
  return Int8Array.from(rows, (row) => (known[row] === 1 ? +(label[row] === 1) : -1));
}

import { UsageError } from "trident-base";
import type { LabelIntervals } from "../labels/index.ts";
import { FoldError } from "./fold.ts";

/**
 * The row numbers whose label is known, ascending, of all rows or of those given.
 *
 * @throws UsageError for a row number that the labels lack or that is given twice; FoldError if no label is known.
 */
export function labelledRows(labels: LabelIntervals, rows?: ArrayLike<number>): Uint32Array {
  const chosen = new Uint8Array(labels.rows);
  if (!rows) chosen.fill(1);
  for (let i = 0; i < (rows?.length ?? 0); i++) {
    const row = rows![i]!;
    if (chosen[row] !== 0) {
      throw new UsageError(chosen[row] === 1 ? `row ${row} is given twice` : `there is no row ${row}`, {
        remedy: `Give row numbers of the panel, 0 to ${labels.rows - 1}, each once.`,
      });
    }
    chosen[row] = 1;
  }
  let count = 0;
  for (let row = 0; row < labels.rows; row++) count += chosen[row]! & labels.known[row]!;
  if (count === 0) {
    throw new FoldError("no row has a label that is known", {
      remedy: "Take more history or a shorter horizon: a label needs its whole window.",
    });
  }
  const known = new Uint32Array(count);
  for (let row = 0, k = 0; row < labels.rows; row++) if (chosen[row]! & labels.known[row]!) known[k++] = row;
  return known;
}

import type { Matrix } from "../../runtime/index.ts";

/** Standardised values further out are taken for this: a network has no leaves that an outlier ends in. */
export const CLIP = 5;

/** How inputs are made what a network sees: by their mean and deviation, each missing one 0, and marked. */
export interface Standards {
  /** By column, in single precision, as it is saved. */
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
  /** Columns, ascending, that were missing in rows learned from: each has a mark, 1 where it is missing, after the inputs. */
  readonly marked: readonly number[];
}

/** Mean and deviation of what is there of each column in the first rows; of a column that does not vary 0 and 1. */
export function standardsOf({ names, stride, values }: Matrix, rows: number): Standards {
  const mean = new Float32Array(names.length);
  const deviation = new Float32Array(names.length).fill(1);
  const marked: number[] = [];
  for (const [j] of names.entries()) {
    const column = values.subarray(j * stride, j * stride + rows);
    let [count, sum] = [0, 0];
    for (const value of column) {
      if (!Number.isFinite(value)) continue;
      count++;
      sum += value;
    }
    if (count < rows) marked.push(j);
    if (count === 0) continue;
    const centre = sum / count;
    let squares = 0;
    for (const value of column) if (Number.isFinite(value)) squares += (value - centre) ** 2;
    mean[j] = centre;
    const spread = Math.fround(Math.sqrt(squares / count));
    if (spread > 0 && Number.isFinite(spread)) deviation[j] = spread;
  }
  return { mean, deviation, marked };
}

/** What a network sees of all rows of a matrix: row after row the inputs, then the marks. */
export function standardised(
  { names, rows, stride, values }: Matrix,
  { mean, deviation, marked }: Standards,
): Float32Array {
  const width = names.length + marked.length;
  const seen = new Float32Array(rows * width);
  for (const [j] of names.entries()) {
    const mark = marked.indexOf(j);
    for (let i = 0; i < rows; i++) {
      const value = values[j * stride + i]!;
      if (Number.isFinite(value)) {
        seen[i * width + j] = Math.max(-CLIP, Math.min(CLIP, (value - mean[j]!) / deviation[j]!));
      } else if (mark >= 0) seen[i * width + names.length + mark] = 1;
    }
  }
  return seen;
}

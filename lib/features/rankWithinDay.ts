import { UsageError } from "trident-base";
import { bisectLeft, type Matrix } from "../runtime/index.ts";

/**
 * Replaces each value by its rank among the rows of its day: (rank - 1/2) / rows whose value is known, ties with their mean
 * rank; a missing value stays missing. What all tickers have in common that day, a calm market or a panic, is gone.
 *
 * @param matrix changed in place.
 * @param day by row of the matrix; rows of equal numbers are ranked together, in any order.
 * @param rows those that are ranked, each among them alone; all others become NaN. All by default.
 * @throws UsageError if there is not a day a row.
 */
export function rankWithinDay(matrix: Matrix, day: ArrayLike<number>, rows?: Uint32Array): void {
  if (day.length !== matrix.rows) {
    throw new UsageError(`there are ${day.length} days for ${matrix.rows} rows`, { remedy: "Give one a row." });
  }
  const order = (rows ?? Uint32Array.from({ length: matrix.rows }, (_, i) => i)).toSorted((a, b) => day[a]! - day[b]!);
  const ends: number[] = [];
  for (let i = 1; i <= order.length; i++) if (i === order.length || day[order[i]!] !== day[order[i - 1]!]) ends.push(i);
  const column = new Float32Array(matrix.rows);
  for (let j = 0; j < matrix.names.length; j++) {
    const values = matrix.values.subarray(j * matrix.stride, j * matrix.stride + matrix.rows);
    column.set(values);
    values.fill(Number.NaN);
    let from = 0;
    for (const end of ends) {
      rankDay(column, order.subarray(from, end), values);
      from = end;
    }
  }
}

function rankDay(column: Float32Array, rows: Uint32Array, into: Float32Array): void {
  // Numbers sort without a comparison; what is missing comes last.
  const sorted = Float32Array.from(rows, (row) => column[row]!).sort();
  let known = sorted.length;
  while (known > 0 && Number.isNaN(sorted[known - 1]!)) known--;
  for (const row of rows) {
    const value = column[row]!;
    if (Number.isNaN(value)) continue;
    const low = bisectLeft(sorted, value, 0, known);
    let high = low + 1;
    while (high < known && sorted[high] === value) high++;
    into[row] = (low + high) / 2 / known;
  }
}

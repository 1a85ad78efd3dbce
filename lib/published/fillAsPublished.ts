import type { Panel } from "../market/index.ts";
import { createMatrix, type Matrix } from "../runtime/index.ts";

/**
 * A copy of a matrix of the panel's rows whose gaps are filled as the roadmap does: backward within the ticker (with
 * later values), then forward, then with 0.
 *
 * The roadmap fills with the ticker's median before 0; after both fills a column has either no gap or no value, so the
 * median never fills anything.
 */
export function fillAsPublished({ tickers, offsets }: Panel, matrix: Matrix): Matrix {
  const filled = createMatrix(matrix.names, matrix.rows);
  filled.values.set(matrix.values);
  for (let j = 0; j < filled.names.length; j++) {
    for (let t = 0; t < tickers.length; t++) {
      fillGaps(filled.values.subarray(j * filled.stride + offsets[t]!, j * filled.stride + offsets[t + 1]!));
    }
  }
  return filled;
}

function fillGaps(column: Float32Array): void {
  for (let i = column.length - 2; i >= 0; i--) if (Number.isNaN(column[i]!)) column[i] = column[i + 1]!;
  for (let i = 1; i < column.length; i++) if (Number.isNaN(column[i]!)) column[i] = column[i - 1]!;
  if (Number.isNaN(column[0]!)) column.fill(0);
}

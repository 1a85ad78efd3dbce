import { engineerFeatures } from "../features/index.ts";
import type { Panel } from "../market/index.ts";
import { createMatrix, type Matrix } from "../runtime/index.ts";

/**
 * The 71 features as the roadmap publishes them, leaks and all, of a panel that holds each ticker's last year alone:
 * raw price levels included, gaps filled backward (with later values), then forward, then with 0.
 *
 * The roadmap fills with the ticker's median before 0; after both fills a column has either no gap or no value, so the
 * median never fills anything.
 */
export async function asPublishedMatrix(panel: Panel): Promise<Matrix> {
  const features = await engineerFeatures(panel);
  const filled = createMatrix(features.names, features.rows);
  filled.values.set(features.values);
  for (let j = 0; j < filled.names.length; j++) {
    for (let t = 0; t < panel.tickers.length; t++) {
      const from = j * filled.stride + panel.offsets[t]!;
      const to = j * filled.stride + panel.offsets[t + 1]!;
      fillGaps(filled.values.subarray(from, to));
    }
  }
  return filled;
}

function fillGaps(column: Float32Array): void {
  for (let i = column.length - 2; i >= 0; i--) if (Number.isNaN(column[i]!)) column[i] = column[i + 1]!;
  for (let i = 1; i < column.length; i++) if (Number.isNaN(column[i]!)) column[i] = column[i - 1]!;
  if (Number.isNaN(column[0]!)) column.fill(0);
}

import { UsageError } from "trident-base";
import type { Matrix } from "../../runtime/index.ts";
import type { Network, NetworkLayer } from "./network.ts";

/**
 * The logits of rows of a matrix whose columns are those of the fit, in its order: rows x outputs, row after row. Sums are
 * in double precision.
 *
 * @param rows all by default.
 * @throws UsageError if the matrix has another number of columns.
 */
export function networkMargins(network: Network, matrix: Matrix, rows?: Uint32Array): Float64Array {
  const { inputs, outputs } = network;
  if (matrix.names.length !== inputs) {
    throw new UsageError(`the matrix has ${matrix.names.length} columns, the model ${inputs}`);
  }
  const count = rows?.length ?? matrix.rows;
  const margins = new Float64Array(count * outputs);
  const row = new Float32Array(inputs);
  for (let i = 0; i < count; i++) {
    const from = rows ? rows[i]! : i;
    for (let j = 0; j < inputs; j++) row[j] = matrix.values[j * matrix.stride + from]!;
    margins.set(passForward(network, row).at(-1)!, i * outputs);
  }
  return margins;
}

/** What each layer gets, the first one standardised, and at the end the logits; rectified between the layers. */
export function passForward(network: Network, row: Float32Array): readonly Float64Array[] {
  const seen: Float64Array[] = [standardisedRow(network, row)];
  for (const [k, layer] of network.layers.entries()) {
    const sum = sumsOf(layer, seen[k]!);
    seen.push(k + 1 < network.layers.length ? sum.map((value) => Math.max(0, value)) : sum);
  }
  return seen;
}

/** Weighted sums and biases of one layer. */
export function sumsOf({ outputs, weight, bias }: NetworkLayer, from: Float64Array): Float64Array {
  const sum = Float64Array.from(bias);
  for (let j = 0; j < from.length; j++) {
    const value = from[j]!;
    if (value === 0) continue;
    const at = j * outputs;
    for (let k = 0; k < outputs; k++) sum[k]! += value * weight[at + k]!;
  }
  return sum;
}

function standardisedRow({ inputs, marked, mean, deviation, clip }: Network, row: Float32Array): Float64Array {
  const seen = new Float64Array(inputs + marked.length);
  for (let j = 0; j < inputs; j++) {
    if (!Number.isFinite(row[j]!)) continue;
    seen[j] = Math.fround(Math.max(-clip, Math.min(clip, (row[j]! - mean[j]!) / deviation[j]!)));
  }
  for (const [k, j] of marked.entries()) seen[inputs + k] = Number.isFinite(row[j]!) ? 0 : 1;
  return seen;
}

import type { Matrix } from "../../runtime/index.ts";
import { BINS, type BinnedFold } from "./forest.ts";

/** One fold's rows of a matrix as bins; the cuts come from its training rows alone. */
export function binFold(
  matrix: Matrix,
  { train, test }: { readonly train: Uint32Array; readonly test: Uint32Array },
): BinnedFold {
  const columns = matrix.names.length;
  const shared = (rows: number) => new Uint8Array(new SharedArrayBuffer(rows * columns));
  const trainBins = shared(train.length);
  const testBins = shared(test.length);
  for (let j = 0; j < columns; j++) {
    const values = matrix.values.subarray(j * matrix.stride, j * matrix.stride + matrix.rows);
    const cuts = quantileCuts(Float32Array.from(train, (row) => values[row]!));
    train.forEach((row, i) => {
      trainBins[j * train.length + i] = binOf(values[row]!, cuts);
    });
    test.forEach((row, i) => {
      testBins[j * test.length + i] = binOf(values[row]!, cuts);
    });
  }
  return { columns, trainRows: train.length, trainBins, testRows: test.length, testBins };
}

/** Ascending values at which bins begin, at most two fewer than there are bins. */
function quantileCuts(values: Float32Array): Float32Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const cuts: number[] = [];
  for (let k = 1; k < BINS - 1; k++) {
    const cut = sorted[Math.floor((k * sorted.length) / (BINS - 1))]!;
    if (cut > (cuts.at(-1) ?? sorted[0]!)) cuts.push(cut);
  }
  return Float32Array.from(cuts);
}

/** 0 for a missing value, else 1 + the number of cuts that it reaches. */
function binOf(value: number, cuts: Float32Array): number {
  if (Number.isNaN(value)) return 0;
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cuts[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}

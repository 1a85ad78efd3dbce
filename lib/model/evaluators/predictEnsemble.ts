import { UsageError } from "trident-base";
import type { Matrix } from "../../runtime/index.ts";
import type { TreeEnsemble } from "./ensemble.ts";

/** Rows that are gathered at a time; a tree's nodes stay in the cache while they go through it. */
const BLOCK = 1024;

/**
 * The model's probabilities for rows of a matrix whose columns are those of the fit, in its order. With two classes: of the
 * greater one, a number a row. With more: rows x classes, row after row.
 *
 * @param rows all by default.
 * @throws UsageError if the matrix has another number of columns.
 */
export function predictEnsemble(ensemble: TreeEnsemble, matrix: Matrix, rows?: Uint32Array): Float64Array {
  return logisticOf(marginsOf(ensemble, matrix, rows), ensemble);
}

/** Makes margins of some rows probabilities, in place: by the logistic function, or with more than one output by softmax. */
export function logisticOf(
  margins: Float64Array,
  { outputs, slope }: { readonly outputs: number; readonly slope: number },
): Float64Array {
  if (outputs > 1) softmax(margins, outputs);
  else for (let i = 0; i < margins.length; i++) margins[i] = 1 / (1 + Math.exp(-slope * margins[i]!));
  return margins;
}

/** What the trees of a model add up to, before it is made a probability: rows x outputs, row after row. */
export function marginsOf(ensemble: TreeEnsemble, matrix: Matrix, rows?: Uint32Array): Float64Array {
  const { inputs, outputs, bias } = ensemble;
  if (matrix.names.length !== inputs) {
    throw new UsageError(`the matrix has ${matrix.names.length} columns, the model ${inputs}`);
  }
  const count = rows?.length ?? matrix.rows;
  const margins = new Float64Array(count * outputs);
  const block = new Float32Array(Math.min(BLOCK, count) * inputs);
  for (let from = 0; from < count; from += BLOCK) {
    const size = Math.min(BLOCK, count - from);
    for (let j = 0; j < inputs; j++) {
      const column = j * matrix.stride;
      for (let i = 0; i < size; i++)
        block[i * inputs + j] = matrix.values[column + (rows ? rows[from + i]! : from + i)]!;
    }
    const part = margins.subarray(from * outputs, (from + size) * outputs);
    for (let i = 0; i < part.length; i++) part[i] = bias[i % outputs]!;
    addTrees(ensemble, block, size, part);
  }
  return margins;
}

function addTrees(
  { inputs, outputs, root, output, feature, threshold, right, missing, value, single }: TreeEnsemble,
  rows: Float32Array,
  size: number,
  margins: Float64Array,
): void {
  for (let t = 0; t < root.length; t++) {
    const [first, to] = [root[t]!, output[t]!];
    for (let i = 0; i < size; i++) {
      const row = i * inputs;
      let node = first;
      for (let j = feature[node]!; j >= 0; j = feature[node]!) {
        const x = rows[row + j]!;
        if (x <= threshold[node]!) node++;
        else node = Number.isNaN(x) ? missing[node]! : right[node]!;
      }
      const leaf = right[node]!;
      const at = i * outputs;
      if (to < 0) for (let k = 0; k < outputs; k++) margins[at + k]! += value[leaf + k]!;
      else margins[at + to] = single ? Math.fround(margins[at + to]! + value[leaf]!) : margins[at + to]! + value[leaf]!;
    }
  }
}

function softmax(margins: Float64Array, classes: number): void {
  for (let from = 0; from < margins.length; from += classes) {
    const row = margins.subarray(from, from + classes);
    let most = row[0]!;
    for (let k = 1; k < classes; k++) most = Math.max(most, row[k]!);
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      row[k] = Math.exp(row[k]! - most);
      sum += row[k]!;
    }
    for (let k = 0; k < classes; k++) row[k]! /= sum;
  }
}

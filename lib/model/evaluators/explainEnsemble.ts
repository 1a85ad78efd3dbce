import { TridentError } from "trident-base";
import { createMatrix } from "../../runtime/index.ts";
import type { TreeEnsemble } from "./ensemble.ts";
import { marginsOf } from "./predictEnsemble.ts";

/** Contributions that do not add up to the margin: a fault of this program. */
export class AdditivityError extends TridentError {}

/** The greatest distance of a sum of contributions from its margin, as a share of what was added up. */
const TOLERANCE = 1e-5;

/**
 * What each input adds to the margin of one row (SHAP values, log-odds), by the paths of the trees: Lundberg et al. 2020,
 * "From local explanations to global understanding with explainable AI for trees", Algorithm 2. The sum is the margin.
 *
 * @param row one value an input; NaN is missing.
 * @returns outputs x (inputs + 1), output after output, the last of each what the model says of a row of which nothing is
 * known. @throws AdditivityError if they do not add up.
 */
export function explainEnsemble(ensemble: TreeEnsemble, row: Float32Array): Float64Array {
  const { inputs, outputs, bias, root, output, value } = ensemble;
  const width = inputs + 1;
  const result = new Float64Array(outputs * width);
  for (let k = 0; k < outputs; k++) result[k * width + inputs] = bias[k]!;
  const walk = walker(ensemble, row, (feature, weight, leaf, to) => {
    if (to >= 0) result[to * width + feature]! += weight * value[leaf]!;
    else for (let k = 0; k < outputs; k++) result[k * width + feature]! += weight * value[leaf + k]!;
  });
  for (let t = 0; t < root.length; t++) walk(root[t]!, output[t]!);
  checkAdditivity(ensemble, row, result);
  return result;
}

/** Adds a share of a leaf's value to an input; the input after the last one is the bias. */
type Add = (feature: number, weight: number, leaf: number, output: number) => void;

/**
 * Walks all ways through a tree. A path's entries are the inputs met so far, each once: the share of training rows that
 * went this way (`zero`), whether this row goes it (`one`), and the weights of the subsets by their size. Each depth has
 * its own stretch of the arrays, so that nothing is allocated on the way.
 */
function walker(ensemble: TreeEnsemble, row: Float32Array, add: Add): (root: number, output: number) => void {
  const { inputs, feature, threshold, right, missing, cover, depth: deepest } = ensemble;
  const room = ((deepest + 2) * (deepest + 3)) / 2;
  const inputOf = new Int32Array(room);
  const zero = new Float64Array(room);
  const one = new Float64Array(room);
  const weight = new Float64Array(room);
  let output = 0;

  /** Puts an input at the end of the path that begins at `from` and has `length` entries. */
  function extend(from: number, length: number, j: number, z: number, o: number): void {
    const end = from + length;
    inputOf[end] = j;
    zero[end] = z;
    one[end] = o;
    weight[end] = length === 0 ? 1 : 0;
    for (let i = length - 1; i >= 0; i--) {
      const w = weight[from + i]!;
      weight[from + i + 1]! += (o * w * (i + 1)) / (length + 1);
      weight[from + i] = (z * w * (length - i)) / (length + 1);
    }
  }

  /** Takes entry `k` out of a path whose last entry has the number `last`. */
  function unwind(from: number, last: number, k: number): void {
    const [z, o] = [zero[from + k]!, one[from + k]!];
    let next = weight[from + last]!;
    for (let i = last - 1; i >= 0; i--) {
      const w = weight[from + i]!;
      if (o !== 0) {
        weight[from + i] = (next * (last + 1)) / ((i + 1) * o);
        next = w - (weight[from + i]! * z * (last - i)) / (last + 1);
      } else weight[from + i] = (w * (last + 1)) / (z * (last - i));
    }
    for (let i = from + k; i < from + last; i++) {
      inputOf[i] = inputOf[i + 1]!;
      zero[i] = zero[i + 1]!;
      one[i] = one[i + 1]!;
    }
  }

  /** The sum of the weights that a path without its entry `k` would have. */
  function unwoundSum(from: number, last: number, k: number): number {
    const [z, o] = [zero[from + k]!, one[from + k]!];
    let next = weight[from + last]!;
    let total = 0;
    for (let i = last - 1; i >= 0; i--) {
      if (o !== 0) {
        const w = (next * (last + 1)) / ((i + 1) * o);
        total += w;
        next = weight[from + i]! - (w * z * (last - i)) / (last + 1);
      } else total += (weight[from + i]! * (last + 1)) / (z * (last - i));
    }
    return total;
  }

  function visit(node: number, before: number, length: number, j: number, z: number, o: number, share: number): void {
    const from = before + length;
    for (let i = 0; i < length; i++) {
      inputOf[from + i] = inputOf[before + i]!;
      zero[from + i] = zero[before + i]!;
      one[from + i] = one[before + i]!;
      weight[from + i] = weight[before + i]!;
    }
    extend(from, length, j, z, o);
    const split = feature[node]!;
    if (split < 0) {
      const leaf = right[node]!;
      for (let k = 1; k <= length; k++) {
        add(inputOf[from + k]!, unwoundSum(from, length, k) * (one[from + k]! - zero[from + k]!), leaf, output);
      }
      add(inputs, share, leaf, output);
      return;
    }
    const [x, left, other] = [row[split]!, node + 1, right[node]!];
    const taken = x <= threshold[node]! ? left : Number.isNaN(x) ? missing[node]! : other;
    let [met, z0, o0, last] = [1, 1, 1, length];
    while (met <= last && inputOf[from + met] !== split) met++;
    if (met <= last) {
      [z0, o0] = [zero[from + met]!, one[from + met]!];
      unwind(from, last, met);
      last--;
    }
    for (const child of [taken, taken === left ? other : left]) {
      // Below a node where no training row came by, none is likelier than the other.
      const part = cover[node]! > 0 ? cover[child]! / cover[node]! : 0.5;
      const goes = child === taken ? o0 : 0;
      // Neither this row nor one of training: every subset gives 0 here.
      if (z0 * part === 0 && goes === 0) continue;
      visit(child, from, last + 1, split, z0 * part, goes, share * part);
    }
  }

  return (root, to) => {
    output = to;
    visit(root, 0, 0, inputs, 1, 1, 1);
  };
}

function checkAdditivity(ensemble: TreeEnsemble, row: Float32Array, contributions: Float64Array): void {
  const one = createMatrix(new Array<string>(ensemble.inputs).fill(""), 1);
  for (let j = 0; j < ensemble.inputs; j++) one.values[j * one.stride] = row[j]!;
  const width = ensemble.inputs + 1;
  marginsOf(ensemble, one).forEach((margin, k) => {
    let [sum, size] = [0, 1];
    for (const each of contributions.subarray(k * width, (k + 1) * width)) {
      sum += each;
      size += Math.abs(each);
    }
    if (Math.abs(sum - margin) <= TOLERANCE * size) return;
    throw new AdditivityError(`contributions add up to ${sum}, and the margin is ${margin}`);
  });
}

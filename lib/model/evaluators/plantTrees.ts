import { type EnsembleHead, ModelFileError, type TreeEnsemble } from "./ensemble.ts";

/** A tree as its file tells it; nothing of it is trusted. */
export interface SourceTree {
  readonly nodes: number;
  /** Nodes that the file says are not part of the tree any more. */
  readonly deleted?: number;
  /** The output that its leaves add to; -1 if they have a value for each. */
  readonly output: number;
  readonly isLeaf: (node: number) => boolean;
  readonly left: (node: number) => number;
  readonly right: (node: number) => number;
  readonly feature: (node: number) => number;
  /** The greatest value that goes left, a Float32; NaN sends all to the right. */
  readonly threshold: (node: number) => number;
  readonly missingLeft: (node: number) => boolean;
  readonly cover: (node: number) => number;
  /** The value of a leaf for the k-th of its outputs. */
  readonly value: (leaf: number, k: number) => number;
}

/** Splits above a leaf at most; the engines' own limits are lower, and explanations take the square of it. */
const DEEPEST = 1024;

/**
 * Copies trees into flat arrays and checks each node once: children lie in the tree, each is reached by one way, columns
 * are among the inputs, numbers are finite.
 *
 * @throws ModelFileError naming the tree and the node.
 */
export function plantTrees(head: EnsembleHead, trees: readonly SourceTree[], path: string): TreeEnsemble {
  const outputs = head.classes === 2 ? 1 : head.classes;
  const total = trees.reduce((sum, tree) => sum + tree.nodes - (tree.deleted ?? 0), 0);
  const leaves =
    trees.reduce((sum, tree) => sum + widthOf(tree, outputs) * (tree.nodes - (tree.deleted ?? 0) + 1), 0) / 2;
  const planted = {
    feature: new Int32Array(total).fill(-1),
    threshold: new Float32Array(total),
    right: new Int32Array(total),
    missing: new Int32Array(total),
    cover: new Float64Array(total),
    value: new Float64Array(Math.ceil(leaves)),
  };
  const root = new Int32Array(trees.length);
  let [next, nextValue, deepest] = [0, 0, 0];
  for (const [t, tree] of trees.entries()) {
    const refuse = (what: string, node: number): never => {
      throw new ModelFileError(`the model's tree ${t} is damaged: ${what}`, { where: [path, `node ${node}`] });
    };
    const width = widthOf(tree, outputs);
    const seen = new Uint8Array(tree.nodes);
    const last = next + tree.nodes - (tree.deleted ?? 0);
    root[t] = next;
    if (!(tree.output >= -1 && tree.output < outputs)) refuse(`it adds to class ${tree.output} of ${outputs}`, 0);
    // Nodes still to be placed: which one, below which place it hangs on the right (-1: on the left), how deep.
    const waiting: [node: number, parent: number, depth: number][] = [[0, -1, 0]];
    for (let top = waiting.pop(); top !== undefined; top = waiting.pop()) {
      const [node, parent, depth] = top;
      if (!(Number.isInteger(node) && node >= 0 && node < tree.nodes)) refuse("a child lies outside of it", node);
      if (seen[node] === 1) refuse("a node is reached in two ways", node);
      if (depth > DEEPEST) refuse(`it is more than ${DEEPEST} splits deep`, node);
      seen[node] = 1;
      if (next === last) refuse("more nodes are reached than it has", node);
      const place = next++;
      const cover = tree.cover(node);
      if (!(cover >= 0 && cover < Number.POSITIVE_INFINITY)) refuse(`a node's weight is ${cover}`, node);
      planted.cover[place] = cover;
      if (parent >= 0) {
        planted.right[parent] = place;
        if (planted.missing[parent] === 0) planted.missing[parent] = place;
      }
      if (tree.isLeaf(node)) {
        planted.right[place] = nextValue;
        for (let k = 0; k < width; k++) {
          const value = tree.value(node, k);
          if (!Number.isFinite(value)) refuse(`a leaf's value is ${value}`, node);
          planted.value[nextValue++] = value;
        }
        deepest = Math.max(deepest, depth);
        continue;
      }
      const feature = tree.feature(node);
      if (!(Number.isInteger(feature) && feature >= 0 && feature < head.inputs)) {
        refuse(`a split looks at column ${feature} of ${head.inputs}`, node);
      }
      planted.feature[place] = feature;
      planted.threshold[place] = tree.threshold(node);
      planted.missing[place] = tree.missingLeft(node) ? place + 1 : 0;
      waiting.push([tree.right(node), place, depth + 1], [tree.left(node), -1, depth + 1]);
    }
    if (next !== last) refuse(`${last - next} of its ${tree.nodes} nodes are not reached`, 0);
  }
  const bad = head.bias.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0 || head.bias.length !== outputs) {
    throw new ModelFileError("the model's base scores are no numbers, or not one a class", { where: [path] });
  }
  return { ...head, outputs, ...planted, root, output: Int32Array.from(trees, (tree) => tree.output), depth: deepest };
}

const widthOf = ({ output }: SourceTree, outputs: number): number => (output < 0 ? outputs : 1);

const bits = new DataView(new ArrayBuffer(4));

/** The greatest Float32 that is not above a number; NaN where there is none. */
export function atMost(threshold: number): number {
  const near = Math.fround(threshold);
  return near <= threshold ? near : below(near);
}

/** The greatest Float32 below another one; NaN below -Infinity. */
export function below(value: number): number {
  if (value === Number.NEGATIVE_INFINITY || Number.isNaN(value)) return Number.NaN;
  if (value === 0) return -(2 ** -149);
  bits.setFloat32(0, value);
  bits.setInt32(0, bits.getInt32(0) + (value > 0 ? -1 : 1));
  return bits.getFloat32(0);
}

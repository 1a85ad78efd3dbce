import { expect, test } from "vitest";
import { createMatrix, createRandom, type Random } from "../../runtime/index.ts";
import type { TreeEnsemble } from "./ensemble.ts";
import { explainEnsemble } from "./explainEnsemble.ts";
import { plantTrees, type SourceTree } from "./plantTrees.ts";
import { marginsOf } from "./predictEnsemble.ts";

const INPUTS = 4;
const HEAD = {
  engine: "lightgbm",
  inputs: INPUTS,
  classes: 2,
  bias: Float64Array.of(0.25),
  slope: 1,
  single: false,
} as const;

interface Node {
  readonly feature: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  readonly left: number;
  readonly right: number;
  cover: number;
  readonly value: number;
}

/** A random tree that looks at an input more than once, with leaves where no training row came by. */
function randomTree(random: Random): readonly Node[] {
  const nodes: Node[] = [];
  const grow = (depth: number): number => {
    const at = nodes.length;
    const isLeaf = depth === 0 || random.uniform() < 0.2;
    const cover = random.uniform() < 0.2 ? 0 : 1 + random.integer(9);
    const node = { feature: isLeaf ? -1 : random.integer(INPUTS), threshold: Math.fround(random.normal()), cover };
    const rest = { missingLeft: random.uniform() < 0.5, value: cover === 0 ? 0 : random.normal() };
    nodes.push({ ...node, ...rest, left: -1, right: -1 });
    if (isLeaf) return at;
    const [left, right] = [grow(depth - 1), grow(depth - 1)];
    nodes[at] = { ...nodes[at]!, left, right, cover: nodes[left]!.cover + nodes[right]!.cover };
    return at;
  };
  grow(5);
  return nodes;
}

const sourceOf = (nodes: readonly Node[]): SourceTree => ({
  ...{ nodes: nodes.length, output: 0 },
  isLeaf: (node) => nodes[node]!.feature < 0,
  left: (node) => nodes[node]!.left,
  right: (node) => nodes[node]!.right,
  feature: (node) => nodes[node]!.feature,
  threshold: (node) => nodes[node]!.threshold,
  missingLeft: (node) => nodes[node]!.missingLeft,
  cover: (node) => nodes[node]!.cover,
  value: (node) => nodes[node]!.value,
});

/** What a tree says of a row of which some inputs are known (Lundberg et al. 2020, Algorithm 1). */
function expected(nodes: readonly Node[], row: Float32Array, known: number, at = 0): number {
  const { feature, threshold, missingLeft, left, right, cover, value } = nodes[at]!;
  if (feature < 0) return value;
  if ((known >> feature) & 1) {
    const x = row[feature]!;
    return expected(nodes, row, known, (Number.isNaN(x) ? missingLeft : x <= threshold) ? left : right);
  }
  const share = cover > 0 ? nodes[left]!.cover / cover : 0.5;
  return share * expected(nodes, row, known, left) + (1 - share) * expected(nodes, row, known, right);
}

/** Shapley's values by their definition, over all subsets. */
function shapley(trees: readonly (readonly Node[])[], row: Float32Array): readonly number[] {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const worth = (known: number): number => trees.reduce((sum, nodes) => sum + expected(nodes, row, known), 0);
  const bitsOf = (set: number): number => set.toString(2).replaceAll("0", "").length;
  const values = Array.from({ length: INPUTS }, (_, j) => {
    let sum = 0;
    for (let set = 0; set < 2 ** INPUTS; set++) {
      if ((set >> j) & 1) continue;
      const size = bitsOf(set);
      const weight = (factorial(size) * factorial(INPUTS - size - 1)) / factorial(INPUTS);
      sum += weight * (worth(set | (1 << j)) - worth(set));
    }
    return sum;
  });
  return [...values, worth(0) + HEAD.bias[0]!];
}

test("contributions are Shapley's values by their definition, and add up to the margin", () => {
  const random = createRandom(2, "shapley");
  for (let k = 0; k < 60; k++) {
    const trees = [randomTree(random), randomTree(random)];
    const ensemble: TreeEnsemble = plantTrees(HEAD, trees.map(sourceOf), "random");
    const row = Float32Array.from({ length: INPUTS }, () => (random.uniform() < 0.2 ? Number.NaN : random.normal()));
    const ours = explainEnsemble(ensemble, row);
    const matrix = createMatrix(["a", "b", "c", "d"], 1);
    row.forEach((value, j) => {
      matrix.values[j * matrix.stride] = value;
    });
    expect(ours.reduce((sum, value) => sum + value)).toBeCloseTo(marginsOf(ensemble, matrix)[0]!, 10);
    for (const [j, value] of shapley(trees, row).entries()) expect(ours[j]).toBeCloseTo(value, 10);
  }
});

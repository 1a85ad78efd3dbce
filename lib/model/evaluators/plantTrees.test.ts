import { expect, test } from "vitest";
import { atMost, below, plantTrees, type SourceTree } from "./plantTrees.ts";

const HEAD = { engine: "xgboost", inputs: 2, classes: 2, bias: Float64Array.of(0), slope: 1, single: true } as const;

/** A split and two leaves, with some of it changed. */
function tree(changes: Partial<Record<"left" | "right" | "feature" | "value" | "cover", number>>): SourceTree {
  const { left = 1, right = 2, feature = 0, value = 1, cover = 1 } = changes;
  return {
    ...{ nodes: 3, output: 0 },
    isLeaf: (node) => node > 0,
    left: () => left,
    right: () => right,
    feature: () => feature,
    threshold: () => 0,
    missingLeft: () => true,
    cover: () => cover,
    value: () => value,
  };
}

test.each([
  ["a child outside", { left: 3 }, "a child lies outside of it"],
  ["a child before the first", { right: -2 }, "a child lies outside of it"],
  ["a child that is no whole number", { left: 1.5 }, "a child lies outside of it"],
  ["a circle", { left: 0 }, "a node is reached in two ways"],
  ["one child twice", { right: 1 }, "a node is reached in two ways"],
  ["a column outside", { feature: 2 }, "a split looks at column 2 of 2"],
  ["a value that is no number", { value: Number.NaN }, "a leaf's value is NaN"],
  ["a weight below 0", { cover: -1 }, "a node's weight is -1"],
])("%s is refused", (_, changes, sentence) => {
  expect(() => plantTrees(HEAD, [tree({}), tree(changes)], "m.ubj")).toThrow(
    new RegExp(`the model's tree 1 is damaged: ${sentence} \\(m.ubj, node -?\\d`),
  );
});

test("nodes that nothing leads to are refused, but for as many as the file calls deleted", () => {
  const alone = { ...tree({}), isLeaf: () => true };
  expect(() => plantTrees(HEAD, [alone], "m.ubj")).toThrow("2 of its 3 nodes are not reached");
  expect(plantTrees(HEAD, [{ ...alone, deleted: 2 }], "m.ubj").feature).toEqual(Int32Array.of(-1));
  expect(() => plantTrees(HEAD, [{ ...tree({}), deleted: 1 }], "m.ubj")).toThrow("more nodes are reached than it has");
});

test("a chain that is deeper than any engine grows is refused", () => {
  const chain = { ...tree({}), nodes: 4001, isLeaf: (node: number) => node % 2 === 1 || node === 4000 };
  const grown = { ...chain, left: (node: number) => node + 1, right: (node: number) => node + 2 };
  expect(() => plantTrees(HEAD, [grown], "m.ubj")).toThrow("more than 1024 splits deep");
});

test("the Float32 below a number, and the greatest not above it", () => {
  for (const value of [1, -1, 0, 1e-45, -1e-45, 3.4028234663852886e38, 0.1, Number.POSITIVE_INFINITY]) {
    const x = Math.fround(value);
    expect(below(x)).toBeLessThan(x);
    expect(Math.fround(below(x))).toBe(below(x));
    expect(Math.fround((below(x) + x) / 2) === x || Math.fround((below(x) + x) / 2) === below(x)).toBe(true);
  }
  expect(below(Number.NEGATIVE_INFINITY)).toBeNaN();
  expect(atMost(0.5)).toBe(0.5);
  expect(atMost(0.1)).toBe(below(Math.fround(0.1)));
  expect(atMost(1e300)).toBe(3.4028234663852886e38);
  expect(atMost(-1e300)).toBe(Number.NEGATIVE_INFINITY);
});

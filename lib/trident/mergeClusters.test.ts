import { expect, test } from "vitest";
import { purgedKFold } from "../cv/index.ts";
import { labelPanel } from "../labels/index.ts";
import { readPanel } from "../market/index.ts";
import type { Cluster } from "../model/index.ts";
import { foldRows } from "./foldRows.ts";
import { mergeClusters } from "./mergeClusters.ts";

const panel = await readPanel("synthetic:tickers=6,years=2,seed=2");
const labels = labelPanel(panel, { method: "triple_barrier", profit: 0.05, stop: 0.05, horizon: 6 });
const folds = purgedKFold(labels, { folds: 4 });
const target = labels.label.map((label) => +(label === 1));
const clusters = ["quiet", "loud"].map((name, k) => ({ name, number: k + 1, centres: [[k]] }) as unknown as Cluster);

test("a cluster without a row that would stop a fold's training early is taken into another, and it is said why", () => {
  const fold = folds[0]!;
  const { rows, stopping } = foldRows(labels, fold, () => true, true);
  const stops = new Set(rows.subarray(...stopping!));
  const clusterOf = Int8Array.from({ length: panel.rows }, (_, row) => +(row % 2 === 1 && !stops.has(row)));
  const merged = mergeClusters(clusters, clusterOf, folds, target, labels);
  expect(merged.merges).toEqual([
    { name: "loud", into: "quiet", why: `none of its rows would stop a training of ${fold.name}` },
  ]);
  expect(merged.clusters).toHaveLength(1);
  expect(Math.max(...clusterOf)).toBe(0);
});

test("clusters that can be tuned stay as they are", () => {
  const clusterOf = Int8Array.from({ length: panel.rows }, (_, row) => row % 2);
  expect(mergeClusters(clusters, clusterOf, folds, target, labels)).toEqual({ clusters, merges: [] });
});

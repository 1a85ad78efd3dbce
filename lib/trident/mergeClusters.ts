import { formatNumber } from "../charts/index.ts";
import type { Fold } from "../cv/index.ts";
import type { Labels } from "../labels/index.ts";
import type { Cluster } from "../model/index.ts";
import { ClusterError } from "./fitClusters.ts";
import { foldRows } from "./foldRows.ts";

/** The share of its rows that a cluster must have in every fold. */
const LEAST = 0.05;

/** A cluster that was taken into another, and why. */
export interface ClusterMerge {
  readonly name: string;
  readonly into: string;
  readonly why: string;
}

/**
 * Takes each cluster that cannot be tuned over all folds into its nearest: one of whose rows under 5 % lie in a fold, whose
 * rows lack a class in a fold's training or test side, or none of whose rows would stop a training early.
 *
 * @param clusterOf places in `clusters` by panel row; -1 where there is none. It is changed to the clusters returned.
 * @param target the class of each panel row.
 * @throws ClusterError if what is left is one cluster that cannot be tuned either.
 */
export function mergeClusters(
  clusters: readonly Cluster[],
  clusterOf: Int8Array,
  folds: readonly Fold[],
  target: Int8Array,
  labels: Labels,
): { readonly clusters: readonly Cluster[]; readonly merges: readonly ClusterMerge[] } {
  const merges: ClusterMerge[] = [];
  let left = clusters;
  for (;;) {
    const faults = left.map((_, k) => faultOf(k, clusterOf, folds, target, labels));
    const at = faults.findIndex((fault) => fault !== undefined);
    if (at < 0) return { clusters: left.map((each, k) => ({ ...each, number: k + 1 })), merges };
    if (left.length === 1) {
      throw new ClusterError(`nothing can be tuned: ${faults[at]}`, {
        remedy: "Choose nearer barriers, fewer folds, more tickers or more history.",
      });
    }
    const into = nearest(left, at);
    const [small, large] = [left[at]!, left[into]!];
    merges.push({ name: small.name, into: large.name, why: faults[at]! });
    left = left
      .map((each, k) => (k === into ? { ...large, centres: [...large.centres, ...small.centres] } : each))
      .filter((_, k) => k !== at);
    for (let row = 0; row < clusterOf.length; row++) {
      const k = clusterOf[row] === at ? into : clusterOf[row]!;
      clusterOf[row] = k > at ? k - 1 : k;
    }
  }
}

function faultOf(
  cluster: number,
  clusterOf: Int8Array,
  folds: readonly Fold[],
  target: Int8Array,
  labels: Labels,
): string | undefined {
  const classes = new Set(folds.flatMap(({ test }) => [...new Set(Array.from(test, (row) => target[row]!))])).size;
  const mine = folds.map((fold) => fold.test.filter((row) => clusterOf[row] === cluster));
  const total = mine.reduce((sum, rows) => sum + rows.length, 0);
  if (total === 0) return "it has no rows";
  for (const [k, fold] of folds.entries()) {
    const share = mine[k]!.length / total;
    if (share < LEAST) return `${formatNumber(share, 1, "%")} of its rows lie in ${fold.name}`;
    const { rows: training, stopping } = foldRows(labels, fold, (row) => clusterOf[row] === cluster, true);
    const [from, to] = stopping!;
    if (from === to) return `none of its rows would stop a training of ${fold.name}`;
    const sides = { "training side": training.subarray(0, from), "test side": mine[k]! };
    for (const [side, rows] of Object.entries(sides)) {
      const seen = new Set(Array.from(rows, (row) => target[row]!)).size;
      if (seen < classes) return `it lacks a class in the ${side} of ${fold.name}`;
    }
  }
  return undefined;
}

/** The cluster whose centres come nearest to those of another. */
function nearest(clusters: readonly Cluster[], at: number): number {
  const distance = (k: number): number =>
    Math.min(
      ...clusters[k]!.centres.flatMap((a) =>
        clusters[at]!.centres.map((b) => a.reduce((sum, value, j) => sum + (value - b[j]!) ** 2, 0)),
      ),
    );
  return clusters
    .map((_, k) => k)
    .filter((k) => k !== at)
    .reduce((best, k) => (distance(k) < distance(best) ? k : best));
}

import { parseIsoDate } from "trident-base";
import { type Fold, purgedKFold } from "../cv/index.ts";
import type { MemberName } from "../engines/index.ts";
import { assignClusters, type Cluster, clustersOfRows } from "../model/index.ts";
import { type ClusterFit, fitClusters } from "./fitClusters.ts";
import { foldRows } from "./foldRows.ts";
import type { MemberPlan } from "./memberPlan.ts";
import { type ClusterMerge, mergeClusters } from "./mergeClusters.ts";
import { stopsEarly } from "./spaces.ts";
import type { Spans } from "./spans.ts";
import type { TrainingSet } from "./trainingData.ts";

/** How a training's rows are cut: into clusters, folds, and the rows of each member. */
export interface CutTraining {
  readonly clusterFit: ClusterFit;
  readonly clusters: readonly Cluster[];
  readonly merges: readonly ClusterMerge[];
  /** Places in `clusters` by row of the panel; -1 where there is none. */
  readonly clusterOf: Int8Array;
  readonly folds: readonly Fold[];
  /** Cluster after cluster each engine. */
  readonly plans: readonly MemberPlan[];
}

/** Cuts the tuning span of a training into clusters and folds, and these into the rows of each engine in each cluster. */
export async function cutTraining(
  { statistics, labels, panel, target }: TrainingSet,
  spans: Spans,
  {
    clusters: groups,
    folds: foldCount,
    engines,
    seed,
  }: {
    readonly clusters: number;
    readonly folds: number;
    readonly engines: readonly MemberName[];
    readonly seed: number;
  },
): Promise<CutTraining> {
  const before = parseIsoDate(spans.calibration.from);
  const clusterFit = await fitClusters(statistics, { clusters: groups, seed, before });
  const folds = purgedKFold(labels, { folds: foldCount, rows: spans.tuning.rows });
  const clusterOf = clustersOfRows(panel, statistics, assignClusters(statistics, clusterFit.clusters));
  const { clusters, merges } = mergeClusters(clusterFit.clusters, clusterOf, folds, target, labels);
  const plans = clusters.flatMap((cluster, c) =>
    engines.map((engine): MemberPlan => {
      const mine = (row: number): boolean => clusterOf[row] === c;
      return {
        ...{ cluster, engine, name: `cluster ${cluster.number} ${engine}`, id: `${cluster.number}-${engine}` },
        folds: folds.map((fold) => foldRows(labels, fold, mine, stopsEarly(engine))),
        rows: spans.tuning.rows.filter(mine),
      };
    }),
  );
  return { clusterFit, clusters, merges, clusterOf, folds, plans };
}

import { TridentError } from "trident-base";
import { type MonthlyStatistics, STATISTICS } from "../behaviour/index.ts";
import { type Cluster, rankWithinMonth } from "../model/index.ts";
import { createRandom } from "../runtime/index.ts";
import { clusterNames } from "./clusterNames.ts";
import { kMeans } from "./kMeans.ts";

/** Clusters that cannot be made of a panel. */
export class ClusterError extends TridentError {}

/** Groups that tickers are put into where no other number is given: the roadmap's. */
export const CLUSTERS = 5;

/** (ticker, month)s that the centres are fitted on at most; of more, a seeded sample. */
const SAMPLE = 10_000;

/** Clusters as they were fitted. */
export interface ClusterFit {
  readonly clusters: readonly Cluster[];
  /** (ticker, month)s of the tuning span of which all statistics are known, and how many of them were used. */
  readonly points: number;
  readonly sampled: number;
  /** Sum of squared distances of the points used to their centres. */
  readonly inertia: number;
}

/**
 * Fits clusters to behaviour: K-Means, the best of ten seeded starts, on statistics ranked within the month, of months
 * that begin before a day. They are numbered by volatility, the calmest first, and know nothing of labels.
 *
 * @param before the first day that is not trained on, days since 1970-01-01.
 * @throws ClusterError if there are too few months and tickers for so many clusters.
 */
export async function fitClusters(
  statistics: MonthlyStatistics,
  { clusters, seed, before }: { readonly clusters: number; readonly seed: number; readonly before: number },
): Promise<ClusterFit> {
  const ranks = rankWithinMonth(statistics);
  const width = STATISTICS.length;
  const rows = Array.from(statistics.month.keys()).filter(
    (row) => statistics.month[row]! < before && ranks.subarray(row * width, (row + 1) * width).every(Number.isFinite),
  );
  if (rows.length < 2 * clusters) {
    throw new ClusterError(`${rows.length} months of tickers with all statistics do not make ${clusters} clusters`, {
      remedy: "Ask for fewer clusters, or take more tickers or history: a ticker's statistics need 63 returns.",
    });
  }
  const used = rows.length <= SAMPLE ? rows : sample(rows, seed);
  const points = used.map((row) => [...ranks.subarray(row * width, (row + 1) * width)]);
  const { centres, inertia } = await kMeans(points, clusters, { seed });
  const ordered = [...centres].sort((a, b) => a[VOLATILITY]! - b[VOLATILITY]!);
  const names = clusterNames(ordered);
  return {
    clusters: ordered.map((centre, k) => ({ number: k + 1, name: names[k]!, centres: [centre] })),
    points: rows.length,
    sampled: used.length,
    inertia,
  };
}

const VOLATILITY = STATISTICS.indexOf("volatility");

function sample(rows: readonly number[], seed: number): readonly number[] {
  return createRandom(seed, "clusters", "sample")
    .shuffle([...rows])
    .slice(0, SAMPLE)
    .sort((a, b) => a - b);
}

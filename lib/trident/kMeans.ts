import { UsageError } from "trident-base";
import { createRandom } from "../runtime/index.ts";

/** Groups of points, and how tight they are. */
export interface KMeans {
  readonly centres: readonly (readonly number[])[];
  /** The sum of squared distances of the points to their centres. */
  readonly inertia: number;
  /** Starts that ended with an empty group and were passed over. */
  readonly failed: number;
}

/**
 * K-Means: the tightest of several starts of simple-statistics' `kMeansCluster` (Lloyd's iterations from random points
 * until nothing moves).
 *
 * @param points all of one length, finite.
 * @throws UsageError if there are fewer different points than groups, or no start keeps every group filled.
 */
export async function kMeans(
  points: readonly (readonly number[])[],
  groups: number,
  { seed, starts = 10 }: { readonly seed: number; readonly starts?: number },
): Promise<KMeans> {
  if (!Number.isInteger(groups) || groups < 1) throw new UsageError(`${groups} groups cannot be made`);
  const few = (what: string): UsageError =>
    new UsageError(`${points.length} points do not make ${groups} groups: ${what}`, { remedy: "Ask for fewer." });
  if (new Set(points.map((point) => point.join())).size < groups) throw few("too few of them differ");
  const { kMeansCluster } = await import("simple-statistics");
  let best: Omit<KMeans, "failed"> | undefined;
  let failed = 0;
  for (let start = 0; start < starts; start++) {
    const found = attempt(() =>
      kMeansCluster(points as number[][], groups, createRandom(seed, "k-means", start).uniform),
    );
    if (!found) {
      failed++;
      continue;
    }
    const inertia = inertiaOf(points, found.labels, found.centroids);
    if (!best || inertia < best.inertia) best = { centres: found.centroids, inertia };
  }
  if (!best) throw few(`each of ${starts} starts left one empty`);
  return { ...best, failed };
}

/** The library throws where a group loses its last point. */
function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (/has no friends/.test(String(error))) return undefined;
    throw error;
  }
}

function inertiaOf(
  points: readonly (readonly number[])[],
  labels: readonly number[],
  centres: readonly (readonly number[])[],
): number {
  let sum = 0;
  for (const [i, point] of points.entries()) {
    const centre = centres[labels[i]!]!;
    for (let j = 0; j < point.length; j++) sum += (point[j]! - centre[j]!) ** 2;
  }
  return sum;
}

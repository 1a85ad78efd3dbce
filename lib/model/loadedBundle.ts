import type { BundleManifest } from "./bundle.ts";
import type { MemberModel } from "./evaluators/memberModel.ts";
import type { ClusterMember } from "./memberProbabilities.ts";

/** A bundle's manifest with the models of its members, in their order. */
export interface LoadedBundle {
  readonly manifest: BundleManifest;
  readonly models: readonly MemberModel[];
}

/**
 * The members of a cluster that have a say.
 *
 * @param place in the manifest's clusters.
 * @param engines those that are asked.
 */
export function membersOf(
  { manifest, models }: LoadedBundle,
  place: number,
  engines: readonly string[],
): readonly ClusterMember[] {
  const { number } = manifest.clusters[place]!;
  return manifest.members.flatMap(({ cluster, engine, prior }, m) =>
    cluster === number && engines.includes(engine) ? [{ engine, prior, model: models[m]! }] : [],
  );
}

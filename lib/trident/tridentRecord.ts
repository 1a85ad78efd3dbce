import type { Training } from "./trainTrident.ts";

/** The numbers by which two trainings are compared. */
export function tridentRecord({ manifest, members, merges }: Training): Readonly<Record<string, number>> {
  const scores = manifest.members.map(({ cluster, engine, outOfFold }) => ({
    name: `${engine}_${cluster}`,
    ...outOfFold,
  }));
  return {
    trident_clusters: manifest.clusters.length,
    trident_merged: merges.length,
    trident_trials: members.reduce((sum, { trials }) => sum + trials.length, 0),
    trident_tuning_rows: manifest.spans.tuning.rows,
    ...Object.fromEntries(
      scores.flatMap(({ name, logLoss, auc, aucVolatilityOnly }) => [
        [`${name}_log_loss`, logLoss],
        [`${name}_auc`, auc],
        [`${name}_auc_volatility`, aucVolatilityOnly],
      ]),
    ),
  };
}

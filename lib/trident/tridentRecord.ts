import type { BundleManifest } from "../model/index.ts";
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
    ...certifiedOf(manifest),
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

/** What the certificate span said; nothing where there is no certificate. */
function certifiedOf({ policy, certificate }: BundleManifest): Readonly<Record<string, number>> {
  if (!policy || !certificate) return {};
  const { trades, precision, bound, breakEven, expectancy, expectancyBound, status } = certificate;
  const figures = {
    precision,
    precision_bound: bound,
    break_even: breakEven,
    expectancy,
    expectancy_bound: expectancyBound,
  };
  const known = Object.entries(figures).flatMap(([name, value]) =>
    value === null ? [] : [[`trident_${name}`, value]],
  );
  return {
    ...{ trident_threshold: policy.threshold, trident_trades: trades, trident_certified: status === "pass" ? 1 : 0 },
    ...(Object.fromEntries(known) as Record<string, number>),
  };
}

import type { ComparedTarget } from "./compareTargets.ts";

/** The numbers by which two comparisons of targets are compared; what is not known is left out. */
export function targetsRecord(compared: readonly ComparedTarget[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    compared
      .flatMap(({ name, inputs, rankIc, auc, aucVolatilityOnly, t, beta }) => {
        const id = `target_${name.replaceAll(" ", "_")}_${inputs}`;
        const figures = { rank_ic: rankIc.estimate, auc: auc.estimate, auc_volatility: aucVolatilityOnly, t, beta };
        return Object.entries(figures).map(([figure, value]) => [`${id}_${figure}`, value] as const);
      })
      .filter(([, value]) => Number.isFinite(value)),
  );
}

import type { StrategyResult } from "./result.ts";

/** The numbers by which two runs of the quick validator are compared. */
export function validatorRecord(results: readonly StrategyResult[]): Readonly<Record<string, number | null>> {
  return Object.fromEntries(
    results.flatMap(({ strategy, published, honest }) =>
      Object.entries({
        published_accuracy: published.accuracy,
        published_constant: published.baseRate,
        honest_accuracy: honest.accuracy.estimate,
        honest_constant: honest.baseRate,
        honest_auc: honest.auc.estimate,
        volatility_auc: honest.aucVolatilityOnly,
        honest_edge: honest.model?.edge.estimate ?? null,
        alpha_t: honest.alpha?.t ?? null,
        over_always_buy: honest.overAlwaysBuy?.estimate ?? null,
      }).map(([name, value]) => [`${strategy.id}_${name}`, value]),
    ),
  );
}

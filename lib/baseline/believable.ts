import type { Verdict } from "trident-base";
import { foresightClaims } from "../backtest/index.ts";
import { type Claim, claimOf, tooGood } from "../statistics/index.ts";
import type { StrategyResult } from "./result.ts";

/**
 * Judges whether the honest results of the strategies are believable: the AUC less that of volatility alone, since barrier
 * labels measure volatility, the edge less that of buying always, and how far the scores foresee returns.
 */
export function believable(results: readonly StrategyResult[]): Verdict {
  return tooGood(results.filter(({ honest }) => honest.nothingToLearn === null).flatMap(claimsOf));
}

function claimsOf({ strategy: { id }, honest }: StrategyResult): readonly Claim[] {
  const { auc, aucVolatilityOnly, edgeOverAlwaysBuy, foresight } = honest;
  return [
    claimOf("auc", id, auc, aucVolatilityOnly),
    ...(edgeOverAlwaysBuy ? [claimOf("edge", id, edgeOverAlwaysBuy)] : []),
    ...foresightClaims(id, foresight),
  ];
}

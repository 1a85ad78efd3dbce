import type { Verdict } from "trident-base";
import { type BootstrapEstimate, type Claim, lowerBound, tooGood } from "../statistics/index.ts";
import type { StrategyResult } from "./result.ts";

/**
 * Judges whether the honest results of the strategies are believable: the AUC less that of volatility alone, since barrier
 * labels measure volatility, and the edge less that of buying always.
 */
export function believable(results: readonly StrategyResult[]): Verdict {
  return tooGood(results.filter(({ honest }) => honest.nothingToLearn === null).flatMap(claimsOf));
}

function claimsOf({ strategy, honest }: StrategyResult): readonly Claim[] {
  const { auc, aucVolatilityOnly, edgeOverAlwaysBuy } = honest;
  const claim = (measure: Claim["measure"], found: BootstrapEstimate, less = 0): Claim => ({
    ...{ measure, of: strategy.id, estimate: found.estimate - less, lowerBound: lowerBound(found) - less },
  });
  return [claim("auc", auc, aucVolatilityOnly), ...(edgeOverAlwaysBuy ? [claim("edge", edgeOverAlwaysBuy)] : [])];
}

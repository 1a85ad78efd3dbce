import { htmlTable } from "../charts/index.ts";
import type { StrategyResult } from "./result.ts";

/** Shows the forest beside its opponents, the market, buying always and volatility alone, by strategy, as HTML. */
export function validatorOpponentsTable(results: readonly StrategyResult[]): string {
  return htmlTable(
    results.map(({ strategy, honest }) => ({ ...honest, id: strategy.id })),
    [
      { title: "strategy", value: ({ id }) => id },
      { title: "alpha a day", value: ({ alpha }) => alpha?.estimate ?? null, digits: 3, unit: "%" },
      { title: "t", value: ({ alpha }) => alpha?.t ?? null, digits: 2 },
      { title: "beta", value: ({ alpha }) => alpha?.beta ?? null, digits: 2 },
      {
        title: "forest less always BUY, a trade",
        value: ({ overAlwaysBuy }) => overAlwaysBuy?.estimate ?? null,
        digits: 2,
        unit: "%",
      },
      { title: "from", value: ({ overAlwaysBuy }) => overAlwaysBuy?.low ?? null, digits: 2, unit: "%" },
      { title: "to", value: ({ overAlwaysBuy }) => overAlwaysBuy?.high ?? null, digits: 2, unit: "%" },
      { title: "AUC", value: ({ auc }) => auc.estimate, digits: 3 },
      { title: "from", value: ({ auc }) => auc.low, digits: 3 },
      { title: "to", value: ({ auc }) => auc.high, digits: 3 },
      { title: "volatility alone", value: ({ aucVolatilityOnly }) => aucVolatilityOnly, digits: 3 },
    ],
    "Beside the opponents: the panel's equal weight (alpha), buying always, and volatility alone",
  );
}

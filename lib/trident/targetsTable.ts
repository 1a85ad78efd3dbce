import { htmlTable } from "../charts/index.ts";
import type { ComparedTarget } from "./compareTargets.ts";

/** Targets beside one another, as HTML: what a model that learned each foresees, and what trading it would have earned. */
export function targetsTable(compared: readonly ComparedTarget[]): string {
  const least = Math.min(...compared.map(({ learned }) => learned));
  const share = least < 1 ? `, learned from ${(100 * least).toPrecision(2)} % of the rows of each fold` : "";
  return htmlTable(
    compared,
    [
      { title: "target", value: ({ name, target }) => `${name}: ${target}` },
      { title: "inputs", value: ({ inputs }) => inputs },
      { title: "rank IC", value: ({ rankIc }) => rankIc.estimate, digits: 3 },
      { title: "from", value: ({ rankIc }) => rankIc.low, digits: 3 },
      { title: "to", value: ({ rankIc }) => rankIc.high, digits: 3 },
      { title: "AUC", value: ({ auc }) => auc.estimate, digits: 3 },
      { title: "volatility alone", value: ({ aucVolatilityOnly }) => aucVolatilityOnly, digits: 3 },
      { title: "alpha, basis points a day", value: ({ alpha }) => 1e4 * alpha, digits: 2 },
      { title: "t", value: ({ t }) => t, digits: 2 },
      { title: "beta", value: ({ beta }) => beta, digits: 2 },
    ],
    `The same small model of each target${share}, out of fold on the tuning span; alpha after 10 basis points a round trip`,
  );
}

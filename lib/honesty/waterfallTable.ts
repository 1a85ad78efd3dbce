import { htmlTable } from "../charts/index.ts";
import type { Waterfall } from "./waterfall.ts";

/** Shows every step of the leak waterfall, as HTML: leaks removed one after another, then each alone (+). */
export function waterfallTable({ steps, alone }: Waterfall): string {
  return htmlTable(
    [...steps, ...alone.map((step) => ({ ...step, title: `+ ${step.title}` }))],
    [
      { title: "protocol", value: (step) => step.title },
      { title: "accuracy", value: (step) => step.accuracy, digits: 1, unit: "%" },
      { title: "constant answer", value: (step) => step.baseRate, digits: 1, unit: "%" },
      { title: "skill", value: (step) => step.skill, digits: 2 },
      { title: "AUC", value: (step) => step.auc, digits: 3 },
      { title: "volatility alone", value: (step) => step.aucVolatilityOnly, digits: 3 },
      { title: "win rate", value: (step) => step.winRate, digits: 1, unit: "%" },
      { title: "break-even", value: (step) => step.breakEven, digits: 1, unit: "%" },
      { title: "edge", value: (step) => step.edge, digits: 1, unit: "%" },
      { title: "from", value: ({ interval }) => interval[0], digits: 1, unit: "%" },
      { title: "to", value: ({ interval }) => interval[1], digits: 1, unit: "%" },
      { title: "rows", value: (step) => step.rows },
      { title: "worth", value: (step) => step.nEffective },
    ],
    "Leaks removed one after another, then each alone (+); averages over seeds",
  );
}

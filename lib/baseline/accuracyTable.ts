import { htmlTable } from "../charts/index.ts";
import { skill } from "../statistics/index.ts";
import { protocolName } from "./protocolName.ts";
import type { StrategyResult } from "./result.ts";

/** Shows the accuracy of each strategy under both protocols, as HTML, each beside the best constant answer. */
export function accuracyTable(results: readonly StrategyResult[]): string {
  const rows = results.flatMap(({ strategy, published, honest }) => [
    {
      ...{ strategy: strategy.id, protocol: protocolName("published", published), rows: published.rows, worth: null },
      ...{ accuracy: published.accuracy, low: null, high: null, constant: published.baseRate },
    },
    {
      ...{ strategy: "", protocol: protocolName("honest", honest), rows: honest.rows },
      ...{ accuracy: honest.accuracy.estimate, low: honest.accuracy.low, high: honest.accuracy.high },
      ...{ constant: honest.baseRate, worth: honest.accuracy.nEffective },
    },
  ]);
  return htmlTable(
    rows,
    [
      { title: "strategy", value: (row) => row.strategy },
      { title: "protocol", value: (row) => row.protocol },
      { title: "accuracy", value: (row) => row.accuracy, digits: 1, unit: "%" },
      { title: "from", value: (row) => row.low, digits: 1, unit: "%" },
      { title: "to", value: (row) => row.high, digits: 1, unit: "%" },
      { title: "constant answer", value: (row) => row.constant, digits: 1, unit: "%" },
      { title: "skill", value: (row) => skill(row.accuracy, row.constant), digits: 2 },
      { title: "rows", value: (row) => row.rows },
      { title: "worth", value: (row) => row.worth },
    ],
    "Accuracy under both protocols; 'worth' is how many independent rows would be as certain",
  );
}

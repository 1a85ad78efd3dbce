import { htmlTable } from "../charts/index.ts";
import { institutionalAmong } from "./importance.ts";
import { protocolName } from "./protocolName.ts";
import type { StrategyResult } from "./result.ts";

/** Shows how many institutional features are among the ten most used, beside what chance gives, as HTML. */
export function institutionalTable(results: readonly StrategyResult[]): string {
  const rows = results.flatMap(({ strategy, published, honest }) => [
    { strategy: strategy.id, protocol: protocolName("published", published), importances: published.importances },
    { strategy: "", protocol: protocolName("honest", honest), importances: honest.importances },
  ]);
  return htmlTable(
    rows.map(({ importances, ...row }) => ({
      ...row,
      found: importances.length > 0 ? institutionalAmong(importances, 10) : null,
    })),
    [
      { title: "strategy", value: (row) => row.strategy },
      { title: "protocol", value: (row) => row.protocol },
      { title: "institutional in the top 10", value: (row) => row.found?.count ?? null },
      { title: "by chance", value: (row) => row.found?.expected ?? null, digits: 1 },
      { title: "chance of as many or more", value: (row) => row.found?.chanceOfAsMany ?? null, digits: 0, unit: "%" },
    ],
  );
}

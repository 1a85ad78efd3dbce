import { formatNumber, htmlTable } from "../charts/index.ts";
import type { ColumnSummary } from "./describe.ts";

const STATISTICS = ["mean", "std", "min", "q25", "median", "q75", "max"] as const;

/** Shows what is in each column of numbers, as HTML, those with most missing values first. */
export function summaryTable(columns: readonly ColumnSummary[], what: string): string {
  const rows = columns.length === 0 ? 0 : columns[0]!.count + columns[0]!.missing;
  return htmlTable(
    columns.toSorted((a, b) => b.missing - a.missing),
    [
      { title: what, value: ({ name }) => name },
      { title: "missing", value: ({ missing }) => missing },
      ...STATISTICS.map((name) => ({ title: name, value: (column: ColumnSummary) => column[name], digits: 3 })),
    ],
    `${columns.length} ${what}s of ${formatNumber(rows)} bars, those with most missing values first`,
  );
}

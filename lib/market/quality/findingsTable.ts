import { formatNumber, htmlTable } from "../../charts/index.ts";
import type { QualityReport } from "./checkBars.ts";

/** Shows how often each kind of finding came up, as HTML, with the first of each. */
export function findingsTable({ findings, rows, tickers }: QualityReport): string {
  if (findings.length === 0) return `<p>Nothing was found in ${formatNumber(rows)} bars.</p>`;
  const kinds = [...Map.groupBy(findings, ({ kind }) => kind)].map(([kind, of]) => ({ kind, of, first: of[0]! }));
  return htmlTable(
    kinds,
    [
      { title: "kind", value: ({ kind }) => kind },
      { title: "findings", value: ({ of }) => of.length },
      { title: "a million bars", value: ({ of }) => (1e6 * of.length) / rows, digits: 1 },
      { title: "the first of them", value: ({ first }) => `${first.ticker} ${first.date}: ${first.detail}` },
    ],
    `${formatNumber(rows)} bars of ${formatNumber(tickers)} tickers: ${formatNumber(findings.length)} findings`,
  );
}

import { COLOURS, type Figure, figure } from "../../charts/index.ts";
import type { QualityReport } from "./checkBars.ts";

/** What a check of bars found, by kind and date. */
export function findingsFigure({ findings }: QualityReport): Figure {
  const kinds = [...new Set(findings.map(({ kind }) => kind))].sort();
  return figure(
    [
      {
        type: "scatter",
        mode: "markers",
        x: findings.map(({ date }) => date),
        y: findings.map(({ kind }) => kind),
        text: findings.map(({ ticker, detail }) => `${ticker}: ${detail}`),
        marker: { color: COLOURS.published, size: 7, opacity: 0.6, symbol: "line-ns-open" },
        hovertemplate: "%{x} %{text}<extra>%{y}</extra>",
      },
    ],
    findings.length === 0 ? "Nothing found in the bars" : `${findings.length} findings in the bars`,
    {
      height: 130 + 32 * Math.max(1, kinds.length),
      margin: { l: 10, r: 20, t: 50, b: 40 },
      xaxis: { type: "date" },
      yaxis: { automargin: true, type: "category", categoryarray: kinds, categoryorder: "array" },
    },
  );
}

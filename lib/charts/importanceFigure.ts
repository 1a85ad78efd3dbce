import type { Importance } from "../baseline/index.ts";
import { COLOURS, type Figure, figure } from "./figure.ts";

/** The most used features, each beside what a forest grown on shuffled labels makes of it. */
export function importanceFigure(importances: readonly Importance[], title: string, top = 10): Figure {
  const shown = [...importances]
    .sort((a, b) => b.importance - a.importance)
    .slice(0, top)
    .reverse();
  const names = shown.map(({ name }) => name);
  return figure(
    [
      {
        type: "bar",
        orientation: "h",
        name: "importance",
        y: names,
        x: shown.map(({ importance }) => importance),
        marker: { color: shown.map(({ group }) => (group === "institutional" ? COLOURS.accent : COLOURS.honest)) },
        customdata: shown.map(({ group }) => group),
        hovertemplate: "%{y} (%{customdata}): %{x:.2%}<extra></extra>",
      },
      {
        type: "scatter",
        mode: "markers",
        name: "on shuffled labels",
        y: names,
        x: shown.map(({ chance }) => chance),
        marker: { color: COLOURS.chance, symbol: "line-ns-open", size: 16, line: { width: 3 } },
        hovertemplate: "%{x:.2%} by chance<extra></extra>",
      },
    ],
    title,
    {
      margin: { l: 170, r: 20, t: 70, b: 40 },
      xaxis: { tickformat: ".0%", rangemode: "tozero" },
      height: 120 + 28 * shown.length,
    },
  );
}

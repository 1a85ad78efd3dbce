import { COLOURS, type Figure, figure } from "../charts/index.ts";
import type { Importance, StrategyResult } from "./result.ts";

/** Draws the most used features, each beside what a forest grown on shuffled labels makes of it. */
function importanceFigure(importances: readonly Importance[], title: string, top = 10): Figure {
  const shown = [...importances]
    .sort((a, b) => b.importance - a.importance)
    .slice(0, top)
    .reverse();
  const names = shown.map(({ name }) => name);
  const bars = (name: string, color: string, isShown: (group: string) => boolean) => ({
    type: "bar",
    orientation: "h",
    name,
    y: names,
    x: shown.map(({ importance, group }) => (isShown(group) ? importance : null)),
    marker: { color },
    customdata: shown.map(({ group }) => group),
    hovertemplate: "%{y} (%{customdata}): %{x:.2%}<extra></extra>",
  });
  return figure(
    [
      bars("institutional", COLOURS.accent, (group) => group === "institutional"),
      bars("other groups", COLOURS.honest, (group) => group !== "institutional"),
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
      barmode: "stack",
      margin: { l: 10, r: 20, t: 50, b: 40 },
      yaxis: { automargin: true, categoryorder: "array", categoryarray: names },
      xaxis: { tickformat: ".1~%", rangemode: "tozero", nticks: 6 },
      height: 140 + 28 * shown.length,
    },
  );
}

/** Draws the most used features of each strategy, as published and honest, where a forest was grown. */
export function importanceFigures(results: readonly StrategyResult[]): readonly Figure[] {
  return results.flatMap(({ strategy, published, honest }) => [
    ...(published.importances.length > 0
      ? [importanceFigure(published.importances, `${strategy.id}, as published`)]
      : []),
    ...(honest.importances.length > 0 ? [importanceFigure(honest.importances, `${strategy.id}, honest`)] : []),
  ]);
}

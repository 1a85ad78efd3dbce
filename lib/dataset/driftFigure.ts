import { COLOURS, type Figure, figure } from "../charts/index.ts";
import { type Drift, MOVED } from "./drift.ts";

const SHOWN = 30;

/** The population stability index by column and year, of the columns that moved most. */
export function driftFigure({ years, reference, columns }: Drift): Figure {
  const most = columns
    .map((column) => ({ ...column, worst: Math.max(...column.index.filter((value) => !Number.isNaN(value)), 0) }))
    .sort((a, b) => b.worst - a.worst)
    .slice(0, SHOWN);
  return figure(
    [
      {
        type: "heatmap",
        x: years,
        y: most.map(({ name }) => name),
        z: most.map(({ index }) => index.map((value) => (Number.isNaN(value) ? null : Number(value.toFixed(3))))),
        texttemplate: "%{z:.2f}",
        textfont: { size: 10, color: "#1d2129" },
        zmin: 0,
        zmax: 2 * MOVED,
        colorscale: [
          [0, "#eef4f7"],
          [0.5, "#fbe3b0"],
          [1, COLOURS.accent],
        ],
        showscale: false,
        xgap: 1,
        ygap: 1,
        hovertemplate: "%{y} in %{x}: %{z:.3f}<extra></extra>",
      },
    ],
    `Drift from ${reference}: population stability index, ${most.length} of ${columns.length} inputs`,
    {
      height: 130 + 17 * most.length,
      margin: { l: 10, r: 20, t: 50, b: 40 },
      xaxis: { type: "category" },
      yaxis: { automargin: true, autorange: "reversed", tickfont: { size: 10 }, type: "category" },
    },
  );
}

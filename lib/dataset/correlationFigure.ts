import { COLOURS, type Figure, figure } from "../charts/index.ts";
import type { RankCorrelation } from "./rankCorrelation.ts";

/** Rank correlations between columns, in the columns' order. */
export function correlationFigure({ names, rows, values }: RankCorrelation): Figure {
  return figure(
    [
      {
        type: "heatmap",
        x: names,
        y: names,
        z: values.map((line) => line.map((value) => (Number.isNaN(value) ? null : Number(value.toFixed(2))))),
        zmin: -1,
        zmax: 1,
        colorscale: [
          [0, COLOURS.published],
          [0.5, "#f7f7f7"],
          [1, COLOURS.honest],
        ],
        colorbar: { thickness: 10, len: 0.5 },
        hovertemplate: "%{y} and %{x}: %{z}<extra></extra>",
      },
    ],
    `Rank correlation of ${names.length} inputs (${rows.toLocaleString("en-US")} rows)`,
    {
      height: 760,
      margin: { l: 10, r: 20, t: 50, b: 10 },
      xaxis: { automargin: true, tickfont: { size: 8 }, tickangle: -90, type: "category", dtick: 1 },
      yaxis: { automargin: true, tickfont: { size: 8 }, autorange: "reversed", type: "category", dtick: 1 },
    },
  );
}

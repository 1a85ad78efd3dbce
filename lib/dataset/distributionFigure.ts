import { COLOURS, type Figure, figure } from "../charts/index.ts";
import { DRIFT_QUANTILES, type Drift } from "./drift.ts";

/** The quantiles of a column by year, one column at a time, chosen from a menu; those that moved most come first. */
export function distributionFigure({ years, columns }: Drift): Figure {
  const worst = (index: readonly number[]): number => Math.max(...index.filter((value) => !Number.isNaN(value)), 0);
  const shown = columns.toSorted((a, b) => worst(b.index) - worst(a.index)).slice(0, 20);
  const widths = [1, 1.5, 2.5, 1.5, 1];
  const traces = shown.flatMap(({ quantiles }, k) =>
    DRIFT_QUANTILES.map((p, q) => ({
      type: "scatter",
      mode: "lines+markers",
      name: `${Math.round(100 * p)} %`,
      visible: k === 0,
      x: years,
      y: quantiles.map((year) => (Number.isNaN(year[q]!) ? null : Number(year[q]!.toPrecision(5)))),
      line: { color: p === 0.5 ? COLOURS.honest : COLOURS.chance, width: widths[q] },
      marker: { size: 4 },
      hovertemplate: `%{x}, ${Math.round(100 * p)} %: %{y}<extra></extra>`,
    })),
  );
  return figure(traces, "Quantiles of an input by year", {
    height: 400,
    margin: { l: 60, r: 20, t: 90, b: 50 },
    xaxis: { type: "category" },
    updatemenus: [
      {
        ...{ x: 0, xanchor: "left", y: 1.04, yanchor: "bottom" },
        buttons: shown.map(({ name }, k) => ({
          label: name,
          method: "restyle",
          args: [{ visible: traces.map((_, j) => Math.floor(j / DRIFT_QUANTILES.length) === k) }],
        })),
      },
    ],
  });
}

import { isoDate } from "trident-base";
import { COLOURS, type Figure, figure } from "../../charts/index.ts";
import { sharpe } from "../../statistics/index.ts";

const WINDOW = 126;

/** The Sharpe ratio of the last 126 sessions, annualised, with one standard error to each side. */
export function rollingSharpeFigure(date: Int32Array, returns: Float64Array): Figure {
  const ends = Array.from(date.keys()).filter((s) => s >= WINDOW - 1);
  const ratios = ends.map((s) => sharpe(returns.subarray(s - WINDOW + 1, s + 1)));
  const x = ends.map((s) => isoDate(date[s]!));
  const line = (y: number[], more: object) => ({
    ...{ type: "scatter", mode: "lines", x },
    y: y.map((value) => (Number.isFinite(value) ? Number(value.toFixed(3)) : null)),
    ...more,
  });
  const bound = { line: { width: 0 }, showlegend: false, hoverinfo: "skip" };
  return figure(
    [
      line(
        ratios.map(({ annual, standardError }) => annual - standardError),
        bound,
      ),
      line(
        ratios.map(({ annual, standardError }) => annual + standardError),
        {
          ...bound,
          fill: "tonexty",
          fillcolor: "rgba(0,114,178,0.18)",
        },
      ),
      line(
        ratios.map(({ annual }) => annual),
        { name: "Sharpe ratio", line: { color: COLOURS.honest, width: 2 } },
      ),
    ],
    `Sharpe ratio of the last ${WINDOW} sessions, with its standard error`,
    { height: 300, showlegend: false, yaxis: { zeroline: true, zerolinewidth: 2, automargin: true } },
  );
}

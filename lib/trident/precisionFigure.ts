import { COLOURS, type Figure, figure } from "../charts/index.ts";
import type { PrecisionPoint } from "./precisionCurve.ts";

/** Precision with its bound, and break-even, by coverage; the wanted precision is a line. */
export function precisionFigure(curve: readonly PrecisionPoint[], wanted = 0.9): Figure {
  const points = curve.toSorted((a, b) => a.coverage - b.coverage);
  const line = (name: string, y: (point: PrecisionPoint) => number, style: Readonly<Record<string, unknown>>) => ({
    type: "scatter",
    mode: "lines+markers",
    name,
    x: points.map(({ coverage }) => coverage),
    y: points.map((point) => (Number.isFinite(y(point)) ? y(point) : null)),
    hovertemplate: "%{y:.1%}",
    ...style,
  });
  return figure(
    [
      line("precision", ({ precision }) => precision, {
        line: { color: COLOURS.honest },
        text: points.map(({ trades, blocks }) => `${trades.toLocaleString("en-US")} trades in ${blocks} blocks`),
        hovertemplate: "%{y:.1%}, %{text}",
      }),
      line("its lower bound (95 %)", ({ bound }) => bound, { line: { color: COLOURS.honest, dash: "dot" } }),
      line("break-even of the same trades", (point) => point.breakEven, { line: { color: COLOURS.published } }),
      line("wanted", () => wanted, { mode: "lines", line: { color: COLOURS.chance, dash: "dash" } }),
    ],
    "Precision against coverage",
    {
      xaxis: {
        ...{ type: "log", title: { text: "share of decisions taken" }, hoverformat: ".1%" },
        ...{ tickvals: [0.002, 0.01, 0.05, 0.2, 1], tickformat: ".1~%" },
      },
      yaxis: { tickformat: ".0%", title: { text: "trades that win after costs" } },
      hovermode: "x unified",
    },
  );
}

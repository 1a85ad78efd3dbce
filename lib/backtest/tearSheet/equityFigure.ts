import { isoDate } from "trident-base";
import { COLOURS, type Figure, figure } from "../../charts/index.ts";
import type { Curves } from "./curves.ts";

/** Own first, thick; opponents thinner, in colours that keep apart. */
const LINES = [COLOURS.honest, COLOURS.published, COLOURS.buy, COLOURS.accent, COLOURS.sell];

/** Growth of one dollar (log scale) over the falls below the highest close so far, own and opponents. */
export function equityFigure({ date, capital, curves }: Curves): Figure {
  const x = Array.from(date, isoDate);
  const traces = curves.flatMap(({ name, equity }, k) => {
    const line = { color: LINES[k % LINES.length], width: k === 0 ? 2.5 : 1.2 };
    const common = { type: "scatter", mode: "lines", x, name, line, legendgroup: name };
    return [
      { ...common, y: Array.from(equity, (value) => round(value / capital)) },
      { ...common, y: fallsOf(equity, capital).map(round), yaxis: "y2", showlegend: false },
    ];
  });
  return figure(traces, "What one dollar became, and how far below its peak it was", {
    height: 520,
    yaxis: { domain: [0.36, 1], type: "log", title: { text: "growth of 1" }, automargin: true },
    yaxis2: { domain: [0, 0.3], tickformat: ".0%", title: { text: "drawdown" }, automargin: true },
    xaxis: { anchor: "y2" },
    hovermode: "x unified",
  });
}

function fallsOf(equity: Float64Array, capital: number): number[] {
  let peak = capital;
  return Array.from(equity, (value) => {
    peak = Math.max(peak, value);
    return value / peak - 1;
  });
}

/** Five digits are all that a picture shows. */
const round = (value: number): number => Number(value.toPrecision(5));

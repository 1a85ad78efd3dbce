import { isoDate } from "trident-base";
import { COLOURS, type Figure, figure } from "../../charts/index.ts";

/** The invested share of the equity within each session, once its entries are made. */
export function exposureFigure(date: Int32Array, exposure: Float64Array): Figure {
  return figure(
    [
      {
        ...{ type: "scatter", mode: "lines", fill: "tozeroy", line: { color: COLOURS.honest, width: 1 } },
        x: Array.from(date, isoDate),
        y: Array.from(exposure, (share) => Number(share.toFixed(4))),
      },
    ],
    "Invested share of the equity",
    { height: 240, yaxis: { tickformat: ".0%", range: [0, 1.02], automargin: true } },
  );
}

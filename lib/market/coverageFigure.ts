import { isoDate } from "trident-base";
import { COLOURS, type Figure, figure } from "../charts/index.ts";
import type { Panel } from "./panel.ts";

/** How many tickers have a bar on each session, and how many have begun and not yet ended. */
export function coverageFigure(panel: Panel): Figure {
  const { calendar, offsets, session } = panel;
  const withBar = new Int32Array(calendar.length);
  const change = new Int32Array(calendar.length + 1);
  for (let t = 0; t < panel.tickers.length; t++) {
    change[session[offsets[t]!]!]!++;
    change[session[offsets[t + 1]! - 1]! + 1]!--;
  }
  for (const s of session) withBar[s]!++;
  let listed = 0;
  const alive = Array.from(calendar, (_, s) => {
    listed += change[s]!;
    return listed;
  });
  const x = Array.from(calendar, isoDate);
  const line = (name: string, y: readonly number[], color: string, extra: object) => ({
    type: "scatter",
    mode: "lines",
    name,
    x,
    y,
    line: { color, width: 1.5 },
    hovertemplate: "%{x}: %{y}<extra></extra>",
    ...extra,
  });
  return figure(
    [
      line("between first and last bar", alive, COLOURS.chance, { line: { color: COLOURS.chance, dash: "dot" } }),
      line("with a bar", [...withBar], COLOURS.honest, { fill: "tozeroy", fillcolor: "rgba(0,114,178,0.12)" }),
    ],
    "Tickers by session",
    { height: 340, yaxis: { title: { text: "tickers" }, rangemode: "tozero" } },
  );
}

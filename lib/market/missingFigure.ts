import { isoDate } from "trident-base";
import { type Figure, figure } from "../charts/index.ts";
import type { Panel } from "./panel.ts";

/** Tickers that are shown at most: those that lack most. */
const SHOWN = 60;

/** The share of the panel's sessions that a ticker lacks, by month: what is dark is not there. */
export function missingFigure(panel: Panel): Figure {
  const { calendar, offsets, session, tickers } = panel;
  const monthOf = Array.from(calendar, (day) => isoDate(day).slice(0, 7));
  const months = [...new Set(monthOf)];
  const place = new Map(months.map((month, k) => [month, k]));
  const sessions = months.map(() => 0);
  for (const month of monthOf) sessions[place.get(month)!]!++;
  const rows = tickers.map((ticker, t) => {
    const bars = months.map(() => 0);
    for (let i = offsets[t]!; i < offsets[t + 1]!; i++) bars[place.get(monthOf[session[i]!]!)!]!++;
    const missing = bars.map((count, k) => Number((1 - count / sessions[k]!).toFixed(3)));
    return { ticker, missing, bars: offsets[t + 1]! - offsets[t]! };
  });
  const shown = rows
    .toSorted((a, b) => a.bars - b.bars)
    .slice(0, SHOWN)
    .toSorted((a, b) => (a.ticker < b.ticker ? -1 : 1));
  const none = rows.every(({ bars }) => bars === calendar.length);
  const which =
    shown.length < rows.length ? `the ${shown.length} of ${rows.length} tickers that lack most` : "all tickers";
  return figure(
    [
      {
        type: "heatmap",
        x: months,
        y: shown.map(({ ticker }) => ticker),
        z: shown.map(({ missing }) => missing),
        zmin: 0,
        zmax: 1,
        colorscale: [
          [0, "#e6f0f6"],
          [1, "#1d2129"],
        ],
        showscale: false,
        hovertemplate: "%{y}, %{x}: %{z:.0%} of the sessions missing<extra></extra>",
      },
    ],
    none ? `Missing sessions: none of ${rows.length} tickers` : `Missing sessions by month, ${which}`,
    {
      height: 130 + 11 * shown.length,
      margin: { l: 10, r: 20, t: 50, b: 40 },
      yaxis: { automargin: true, autorange: "reversed", tickfont: { size: 9 }, type: "category" },
    },
  );
}

import { COLOURS, type Figure, figure } from "../../charts/index.ts";

const BINS = 60;

/** How trades' net returns are distributed, and their mean. */
export function tradesFigure(net: Float64Array): Figure {
  const sorted = net.slice().sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  // The rare far ones are put into the outermost bins, so that they do not squeeze all others into a few.
  const [low, high] = [at(0.002), at(0.998)];
  const width = Math.max((high - low) / BINS, 1e-6);
  const counts = new Array<number>(BINS).fill(0);
  for (const r of net) counts[Math.min(BINS - 1, Math.max(0, Math.floor((r - low) / width)))]!++;
  const middles = counts.map((_, k) => low + (k + 0.5) * width);
  const mean = net.reduce((sum, r) => sum + r, 0) / net.length;
  return figure(
    [
      {
        type: "bar",
        x: middles.map((middle) => Number(middle.toFixed(5))),
        y: counts,
        width,
        marker: { color: middles.map((middle) => (middle > 0 ? COLOURS.buy : COLOURS.published)) },
        hovertemplate: "%{x:.1%}: %{y} trades<extra></extra>",
      },
    ],
    "Net return of each trade",
    {
      height: 300,
      bargap: 0.02,
      xaxis: { tickformat: ".0%" },
      yaxis: { automargin: true },
      shapes: [{ type: "line", x0: mean, x1: mean, yref: "paper", y0: 0, y1: 1, line: { dash: "dot", width: 2 } }],
      annotations: [
        {
          ...{ x: mean, yref: "paper", y: 1, yanchor: "bottom", showarrow: false },
          text: `mean ${(mean * 1e4).toFixed(0)} basis points`,
          font: { size: 12 },
        },
      ],
    },
  );
}

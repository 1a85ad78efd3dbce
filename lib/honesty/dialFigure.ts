import { COLOURS, type Figure, figure, formatNumber } from "../charts/index.ts";
import { describeLabelling } from "../labels/index.ts";
import type { DialCell, WinRateDial } from "./winRateDial.ts";

/**
 * The win-rate dial as a heat map: the win rate by target and stop, the net expectancy written below it in basis points
 * (bold where its 95 % interval leaves out 0), a slider for the horizon, the longest first.
 */
export function dialFigure({ cells, cost }: WinRateDial): Figure {
  const horizons = [...Map.groupBy(cells, ({ horizon }) => horizon).entries()].sort(([a], [b]) => a - b);
  const winRates = cells.map(({ winRate }) => winRate);
  const last = horizons.length - 1;
  return figure(
    horizons.map(([, table], k) => {
      const rows = [...Map.groupBy(table, ({ stop }) => stop).entries()];
      return {
        type: "heatmap",
        visible: k === last,
        x: rows[0]![1].map(({ profit }) => `+${Math.round(profit * 100)}%`),
        y: rows.map(([stop]) => `-${Math.round(stop * 100)}%`),
        z: rows.map(([, row]) => row.map(({ winRate }) => round(winRate))),
        text: rows.map(([, row]) => row.map(written)),
        hovertext: rows.map(([, row]) => row.map(told)),
        texttemplate: "%{text}",
        hovertemplate: "%{hovertext}<extra></extra>",
        textfont: { size: 12, color: "#1d2129" },
        // The same colours at every horizon, light enough throughout for dark text on light and on dark paper.
        zmin: round(Math.min(...winRates)),
        zmax: round(Math.max(...winRates)),
        colorscale: [
          [0, "#eef4f7"],
          [0.5, "#fbe3b0"],
          [1, COLOURS.accent],
        ],
        showscale: false,
        xgap: 2,
        ygap: 2,
      };
    }),
    "Any win rate you like, without a model",
    {
      height: 520,
      margin: { l: 10, r: 16, t: 84, b: 10 },
      xaxis: { type: "category", title: { text: "target" }, tickangle: 0, automargin: true },
      yaxis: { type: "category", title: { text: "stop" }, automargin: true },
      annotations: [
        {
          text: `Always BUY: win rate, and basis points a trade<br>after ${points(cost)} of costs (bold: its interval leaves out 0)`,
          ...{ xref: "paper", x: 0, xanchor: "left", align: "left", yref: "paper", y: 1, yanchor: "bottom" },
          showarrow: false,
          font: { size: 12 },
        },
      ],
      sliders: [
        {
          active: last,
          currentvalue: { prefix: "horizon: ", suffix: " bars" },
          pad: { t: 60 },
          steps: horizons.map(([horizon], k) => ({
            label: `${horizon}`,
            method: "restyle",
            args: [{ visible: horizons.map((_, other) => other === k) }],
          })),
        },
      ],
    },
  );
}

const round = (share: number): number => Number(share.toFixed(4));
const points = (fraction: number): string => (Number.isNaN(fraction) ? "?" : (fraction * 10_000).toFixed(0));
const percent = (share: number): string => formatNumber(share, 1, "%");

function written({ winRate, expectancy, interval: [low, high] }: DialCell): string {
  const earned = points(expectancy);
  return `${Math.round(winRate * 100)}%<br>${low > 0 || high < 0 ? `<b>${earned}</b>` : earned}`;
}

function told(cell: DialCell): string {
  const { winRate, breakEven, expectancy, interval, rows, nEffective } = cell;
  return [
    `<b>${describeLabelling(cell)}</b>`,
    `wins ${percent(winRate)}, breaks even at ${percent(breakEven)}`,
    `${points(expectancy)} basis points a trade (${points(interval[0])} to ${points(interval[1])})`,
    `${rows.toLocaleString("en-US")} trades, worth ${Number.isNaN(nEffective) ? "?" : Math.round(nEffective).toLocaleString("en-US")}`,
    `worst entry: ${cell.worstDate}, ${percent(cell.worstDateReturn)} a trade`,
  ].join("<br>");
}

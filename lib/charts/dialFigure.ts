import type { DialCell, WinRateDial } from "../honesty/index.ts";
import { type Figure, figure } from "./figure.ts";

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
        x: rows[0]![1].map(({ profit }) => `+${Math.round(profit * 100)} %`),
        y: rows.map(([stop]) => `-${Math.round(stop * 100)} %`),
        z: rows.map(([, row]) => row.map(({ winRate }) => round(winRate))),
        text: rows.map(([, row]) => row.map(written)),
        hovertext: rows.map(([, row]) => row.map(told)),
        texttemplate: "%{text}",
        hovertemplate: "%{hovertext}<extra></extra>",
        textfont: { size: 11 },
        // The same colours at every horizon, dark enough at both ends to be read on light and on dark.
        zmin: round(Math.min(...winRates)),
        zmax: round(Math.max(...winRates)),
        colorscale: "Cividis",
        xgap: 2,
        ygap: 2,
        colorbar: { tickformat: ".0%", thickness: 10, outlinewidth: 0, len: 1, title: { text: "wins", side: "top" } },
      };
    }),
    "Any win rate you like, without a model",
    {
      height: 520,
      margin: { l: 10, r: 10, t: 70, b: 10 },
      xaxis: { type: "category", title: { text: "target" }, automargin: true },
      yaxis: { type: "category", title: { text: "stop" }, automargin: true },
      annotations: [
        {
          text: `always BUY: win rate, basis points a trade after ${points(cost)}`,
          xref: "paper",
          yref: "paper",
          x: 0,
          y: 1,
          xanchor: "left",
          yanchor: "bottom",
          yshift: 6,
          showarrow: false,
          font: { size: 12 },
        },
      ],
      sliders: [
        {
          active: last,
          currentvalue: { prefix: "horizon: " },
          pad: { t: 60 },
          steps: horizons.map(([horizon], k) => ({
            label: `${horizon} bars`,
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
const percent = (share: number): string => (Number.isNaN(share) ? "not known" : `${(share * 100).toFixed(1)} %`);

function written({ winRate, expectancy, interval: [low, high] }: DialCell): string {
  const earned = points(expectancy);
  return `${Math.round(winRate * 100)} %<br>${low > 0 || high < 0 ? `<b>${earned}</b>` : earned}`;
}

function told(cell: DialCell): string {
  const { profit, stop, horizon, winRate, breakEven, expectancy, interval, rows, nEffective } = cell;
  return [
    `<b>+${Math.round(profit * 100)} % / -${Math.round(stop * 100)} % in ${horizon} bars</b>`,
    `wins ${percent(winRate)}, breaks even at ${percent(breakEven)}`,
    `${points(expectancy)} basis points a trade (${points(interval[0])} to ${points(interval[1])})`,
    `${rows.toLocaleString("en-US")} trades, worth ${Number.isNaN(nEffective) ? "?" : Math.round(nEffective).toLocaleString("en-US")}`,
    `worst entry: ${cell.worstDate}, ${percent(cell.worstDateReturn)} a trade`,
  ].join("<br>");
}

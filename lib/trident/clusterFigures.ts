import { utcDate } from "trident-base";
import { STATISTICS } from "../behaviour/index.ts";
import { COLOURS, type Figure, figure } from "../charts/index.ts";
import { rankWithinMonth } from "../model/index.ts";
import type { Training } from "./trainTrident.ts";

const SHADES = [COLOURS.honest, COLOURS.buy, COLOURS.accent, COLOURS.sell, COLOURS.published, COLOURS.chance];
/** Tickers drawn at most, spread evenly over all. */
const DRAWN = 1500;

/** The groups of the last month: a dot a ticker, by how volatile and how much traded it is among the month's. */
export function clusterMapFigure({ clusters, clusterOf, data: { statistics } }: Training): Figure {
  const ranks = rankWithinMonth(statistics);
  const last = statistics.month.reduce((latest, month) => Math.max(latest, month), 0);
  const rows = [...clusterOf.keys()].filter((row) => statistics.month[row] === last && clusterOf[row]! >= 0);
  const step = Math.max(1, Math.ceil(rows.length / DRAWN));
  const drawn = rows.filter((_, i) => i % step === 0);
  const rank = (row: number, name: (typeof STATISTICS)[number]): number =>
    Number(ranks[row * STATISTICS.length + STATISTICS.indexOf(name)]!.toFixed(3));
  return figure(
    clusters.map(({ number, name }, k) => {
      const mine = drawn.filter((row) => clusterOf[row] === k);
      return {
        type: "scatter",
        mode: "markers",
        name: `${number} ${name}`,
        x: mine.map((row) => rank(row, "dollar_volume")),
        y: mine.map((row) => rank(row, "volatility")),
        text: mine.map((row) => statistics.ticker[row]),
        marker: { color: SHADES[k % SHADES.length], size: 8, opacity: 0.8 },
        hovertemplate: "%{text}: volatility %{y}, traded %{x}<extra></extra>",
      };
    }),
    "Who behaves like whom in the last month",
    {
      height: 440,
      xaxis: { title: { text: "rank of dollar volume" }, range: [-0.02, 1.02] },
      yaxis: { title: { text: "rank of volatility" }, range: [-0.02, 1.02] },
    },
  );
}

/** Who moves: of the tickers of each cluster, the share that is in each a year later. */
export function clusterMovesFigure({ clusters, clusterOf, data: { statistics } }: Training): Figure {
  const counts = clusters.map(() => clusters.map(() => 0));
  const at = new Map(
    statistics.ticker.map((ticker, row) => [`${ticker} ${yearMonth(statistics.month[row]!, 0)}`, row]),
  );
  for (const [row, ticker] of statistics.ticker.entries()) {
    const later = at.get(`${ticker} ${yearMonth(statistics.month[row]!, 1)}`);
    if (later === undefined || clusterOf[row]! < 0 || clusterOf[later]! < 0) continue;
    counts[clusterOf[row]!]![clusterOf[later]!]!++;
  }
  const names = clusters.map(({ number, name }) => `${number} ${name}`);
  const z = counts.map((line) => {
    const total = line.reduce((sum, count) => sum + count, 0);
    return line.map((count) => (total === 0 ? null : Number((count / total).toFixed(3))));
  });
  return figure(
    [
      {
        type: "heatmap",
        ...{ x: names, y: names, z, zmin: 0, zmax: 1, texttemplate: "%{z:.0%}", showscale: false, xgap: 1, ygap: 1 },
        textfont: { size: 12, color: "#1d2129" },
        colorscale: [
          [0, "#eef4f7"],
          [1, "#7fb8d9"],
        ],
        hovertemplate: "from %{y} to %{x}: %{z:.1%}<extra></extra>",
      },
    ],
    "From which cluster to which within a year",
    {
      height: 160 + 44 * clusters.length,
      margin: { l: 10, r: 20, t: 50, b: 10 },
      xaxis: { automargin: true, type: "category", title: { text: "a year later" } },
      yaxis: { automargin: true, type: "category", autorange: "reversed" },
    },
  );
}

/** A month's year and number, some years later. */
function yearMonth(first: number, years: number): string {
  const date = utcDate(first);
  return `${date.getUTCFullYear() + years}-${date.getUTCMonth()}`;
}

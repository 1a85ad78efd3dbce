import { COLOURS, type Figure, figure } from "../charts/index.ts";
import type { Labels } from "./labels.ts";

/** What share of the decisions ended as BUY, HOLD and SELL, and how many have no label, by labelling. */
export function labelMixFigure(labellings: readonly { readonly name: string; readonly labels: Labels }[]): Figure {
  const counts = labellings.map(({ labels }) => {
    const count = { buy: 0, hold: 0, sell: 0, unknown: 0 };
    for (let row = 0; row < labels.rows; row++) {
      const label = labels.label[row]!;
      count[labels.known[row] === 0 ? "unknown" : label > 0 ? "buy" : label < 0 ? "sell" : "hold"]++;
    }
    return count;
  });
  const bar = (name: string, kind: keyof (typeof counts)[number], color: string) => ({
    type: "bar",
    orientation: "h",
    name,
    y: labellings.map((labelling) => labelling.name),
    x: counts.map((count, k) => count[kind] / labellings[k]!.labels.rows),
    customdata: counts.map((count) => count[kind]),
    marker: { color },
    hovertemplate: `%{x:.1%} ${name} (%{customdata:,} rows)<extra></extra>`,
  });
  return figure(
    [
      bar("BUY", "buy", COLOURS.buy),
      bar("HOLD", "hold", COLOURS.hold),
      bar("SELL", "sell", COLOURS.sell),
      bar("no label yet", "unknown", "#e5e5e5"),
    ],
    "What became of each decision",
    {
      barmode: "stack",
      xaxis: { tickformat: ".0%" },
      margin: { l: 10, r: 20, t: 50, b: 40 },
      yaxis: { automargin: true, autorange: "reversed" },
      height: 120 + 45 * labellings.length,
    },
  );
}

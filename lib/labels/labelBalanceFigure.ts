import { isoDate } from "trident-base";
import { COLOURS, type Figure, figure } from "../charts/index.ts";
import type { Labels } from "./labels.ts";

/** Shares of BUY, HOLD and SELL among the labelled decisions of each month. */
export function labelBalanceFigure(labels: Labels): Figure {
  const monthOf = Array.from(labels.calendar, (day) => isoDate(day).slice(0, 7));
  const counts = new Map<string, [sell: number, hold: number, buy: number]>();
  for (let row = 0; row < labels.rows; row++) {
    if (labels.known[row] === 0) continue;
    const month = monthOf[labels.decisionSession[row]!]!;
    const mine = counts.get(month) ?? [0, 0, 0];
    mine[labels.label[row]! + 1]!++;
    counts.set(month, mine);
  }
  const months = [...counts.keys()].sort();
  const share = (name: string, place: 0 | 1 | 2, color: string) => ({
    type: "bar",
    name,
    x: months,
    y: months.map((month) => {
      const mine = counts.get(month)!;
      return Number((mine[place] / (mine[0] + mine[1] + mine[2])).toFixed(4));
    }),
    marker: { color },
    hovertemplate: `%{x}: %{y:.1%} ${name}<extra></extra>`,
  });
  return figure(
    [share("BUY", 2, COLOURS.buy), share("HOLD", 1, COLOURS.hold), share("SELL", 0, COLOURS.sell)],
    "Labels by the month of their decision",
    { barmode: "stack", bargap: 0, height: 360, xaxis: { type: "date" }, yaxis: { tickformat: ".0%", range: [0, 1] } },
  );
}

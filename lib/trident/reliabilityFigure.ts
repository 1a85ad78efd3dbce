import { COLOURS, type Figure, figure } from "../charts/index.ts";
import { sortByValue } from "../statistics/index.ts";
import type { Calibration, ScoredSpan } from "./calibrateMembers.ts";

/** Groups of equally many decisions. */
const GROUPS = 10;

/** What was said beside what came: decisions in tenths by their probability, on the span of the fit and on the later one. */
export function reliabilityFigure({ calibration, held }: Calibration): Figure {
  const line = (name: string, span: ScoredSpan, color: string) => {
    const points = reliability(span);
    return {
      ...{ type: "scatter", mode: "lines+markers", name, line: { color } },
      x: points.map(({ said }) => said),
      y: points.map(({ came }) => came),
      text: points.map(({ decisions }) => `${decisions.toLocaleString("en-US")} decisions`),
      hovertemplate: "said %{x:.1%}, came %{y:.1%}, %{text}",
    };
  };
  const drawn = [
    line("calibration span (fitted there)", calibration, COLOURS.chance),
    line("certificate span", held, COLOURS.honest),
  ];
  const all = drawn.flatMap(({ x, y }) => [...x, ...y]);
  const ends = all.length === 0 ? [0, 1] : [Math.min(...all), Math.max(...all)];
  const ideal = {
    type: "scatter",
    mode: "lines",
    name: "as said",
    x: ends,
    y: ends,
    line: { dash: "dot", color: COLOURS.published },
  };
  return figure([...drawn, ideal], "Do the probabilities mean what they say?", {
    xaxis: { title: { text: "probability of a net gain that was said" }, tickformat: ".0%" },
    yaxis: { title: { text: "share that gained" }, tickformat: ".0%" },
  });
}

/** Mean probability and share of gains, a tenth of the decisions each, by rising probability. */
export function reliability({ score, net }: Pick<ScoredSpan, "score" | "net">) {
  const order = Uint32Array.from(score.keys());
  sortByValue(order, score);
  const groups = Math.min(GROUPS, order.length);
  return Array.from({ length: groups }, (_, g) => {
    const mine = order.slice(Math.round((g * order.length) / groups), Math.round(((g + 1) * order.length) / groups));
    return {
      decisions: mine.length,
      said: mine.reduce((sum, i) => sum + score[i]!, 0) / mine.length,
      came: mine.filter((i) => net[i]! > 0).length / mine.length,
    };
  });
}

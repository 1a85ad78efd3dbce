import { finiteOrNull } from "trident-base";
import { COLOURS, type Figure, figure } from "../charts/index.ts";
import type { Waterfall, WaterfallStep } from "./waterfall.ts";

/** Letters of a name that a phone has room for on one line. */
const LONG = 22;

/**
 * The leak waterfall: accuracy beside the best constant answer on the left, the edge with its 95 % interval on the
 * right; above, leaks removed one after another, below, each alone in the honest protocol.
 */
export function waterfallFigure({ steps, alone }: Waterfall): Figure {
  // Reversed, since Plotly counts upward.
  const rows = [
    ...steps.map((step) => ({ step, y: onTwoLines(step.title) })),
    ...alone.map((step) => ({ step, y: onTwoLines(`+ ${step.title}`) })),
  ];
  const y = rows.map((row) => row.y);
  const all = rows.map(({ step }) => step);
  const colours = [
    ...steps.map((_, k) => (k === 0 ? COLOURS.published : COLOURS.honest)),
    ...alone.map(() => COLOURS.accent),
  ];
  return figure(
    [
      {
        type: "bar",
        orientation: "h",
        name: "accuracy",
        y,
        x: all.map(({ accuracy }) => accuracy),
        marker: { color: colours },
        hovertemplate: "%{x:.1%}<extra>accuracy</extra>",
      },
      {
        type: "scatter",
        mode: "markers",
        name: "constant answer",
        y,
        x: all.map(({ baseRate }) => baseRate),
        marker: { color: COLOURS.chance, symbol: "line-ns-open", size: 16, line: { width: 3 } },
        hovertemplate: "%{x:.1%}<extra>constant answer</extra>",
      },
      {
        type: "scatter",
        mode: "markers",
        name: "edge, 95 % interval",
        xaxis: "x2",
        y,
        x: all.map((step) => finiteOrNull(step.edge)),
        marker: { color: colours, size: 9 },
        error_x: {
          type: "data",
          symmetric: false,
          array: all.map(({ edge, interval }) => finiteOrNull(interval[1] - edge)),
          arrayminus: all.map(({ edge, interval }) => finiteOrNull(edge - interval[0])),
          color: COLOURS.chance,
        },
        customdata: all.map(({ winRate, breakEven }: WaterfallStep) => [winRate, breakEven].map(finiteOrNull)),
        hovertemplate: "%{x:+.1%}: win rate %{customdata[0]:.1%}, break-even %{customdata[1]:.1%}<extra>edge</extra>",
      },
    ],
    "The leaks removed one after another, then each alone (+)",
    {
      height: 170 + 34 * rows.length,
      margin: { l: 10, r: 20, t: 50, b: 50 },
      yaxis: { automargin: true, categoryorder: "array", categoryarray: [...y].reverse() },
      xaxis: {
        domain: [0, 0.48],
        range: [0, 1],
        tickvals: [0, 0.5, 1],
        tickformat: ".0%",
        title: { text: "accuracy" },
      },
      xaxis2: {
        domain: [0.54, 1],
        // Three blocks of dates make intervals of any width; what is beyond the whole is cut, not squeezed.
        range: [-1, 1],
        tickvals: [-0.5, 0, 0.5],
        tickformat: "+.0%",
        zeroline: true,
        zerolinewidth: 2,
        title: { text: "win rate less break-even" },
      },
    },
  );
}

/** Breaks a long name near its middle, rather where it has a pause: on a phone the plots need the room beside it. */
function onTwoLines(name: string): string {
  if (name.length <= LONG) return name;
  const gaps = [...name.matchAll(/ /g)].map(({ index }) => index);
  const off = (gap: number): number => Math.abs(gap - name.length / 2) - (/[:,]/.test(name[gap - 1]!) ? 6 : 0);
  const [gap] = gaps.sort((a, b) => off(a) - off(b));
  return gap === undefined ? name : `${name.slice(0, gap)}<br>${name.slice(gap + 1)}`;
}

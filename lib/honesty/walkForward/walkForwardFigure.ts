import { COLOURS, type Figure, figure } from "../../charts/index.ts";
import type { WalkForward } from "./walkForwardTrident.ts";

/** The windows of a walk-forward: for each step a bar of the dates that it was trained on, and one of those after it that it was judged on, with its return. */
export function walkForwardFigure({ steps }: Pick<WalkForward, "steps">): Figure {
  const y = steps.map(({ title }) => title);
  const bar = (name: string, color: string, spans: readonly (readonly [from: string, to: string])[]) => ({
    ...{ type: "bar", orientation: "h", name, y, marker: { color } },
    base: spans.map(([from]) => from),
    // A date axis measures lengths in milliseconds.
    x: spans.map(([from, to]) => Date.parse(to) - Date.parse(from)),
    text: spans.map(([from, to]) => `${from} to ${to}`),
    ...{ textposition: "none", hovertemplate: "%{text}" },
  });
  const judged = steps.map(({ found }) => [found.from, found.to] as const);
  const returns = steps.map(({ found }) => found.summary?.totalReturn ?? null);
  return figure(
    [
      bar(
        "trained on",
        COLOURS.hold,
        steps.map(({ train }) => [train.from, train.to]),
      ),
      {
        ...bar("judged on", COLOURS.honest, judged),
        text: returns.map((r) => (r === null ? "nothing bought" : `${r >= 0 ? "+" : ""}${(100 * r).toFixed(1)} %`)),
        ...{ textposition: "inside", textangle: 0, insidetextanchor: "middle", textfont: { color: "white" } },
        customdata: judged.map(([from, to]) => `${from} to ${to}`),
        hovertemplate: "%{customdata}: %{text}",
      },
    ],
    "Trained on, then judged on",
    {
      ...{ barmode: "overlay", height: 170 + 44 * steps.length },
      margin: { l: 10, r: 20, t: 50, b: 80 },
      xaxis: { type: "date" },
      yaxis: { automargin: true, categoryorder: "array", categoryarray: [...y].reverse() },
    },
  );
}

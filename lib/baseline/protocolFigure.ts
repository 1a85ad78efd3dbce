import { COLOURS, type Figure, figure } from "../charts/index.ts";
import type { StrategyResult } from "./result.ts";

/** Accuracy as published beside the honest one, each with the best constant answer on its own rows. */
export function protocolFigure(results: readonly StrategyResult[]): Figure {
  const x = results.map(({ strategy }) => strategy.id.replace("_", "<br>"));
  const bars = (name: string, color: string, y: readonly number[], extra = {}) => ({
    type: "bar",
    name,
    x,
    y,
    marker: { color },
    hovertemplate: "%{y:.1%}",
    ...extra,
  });
  const accuracy = results.map(({ honest }) => honest.accuracy);
  return figure(
    [
      bars(
        "published",
        COLOURS.published,
        results.map(({ published }) => published.accuracy),
      ),
      bars(
        "constant answer, published rows",
        `${COLOURS.published}55`,
        results.map(({ published }) => published.baseRate),
      ),
      bars(
        "honest, 95 % interval",
        COLOURS.honest,
        accuracy.map(({ estimate }) => estimate),
        {
          error_y: {
            type: "data",
            symmetric: false,
            array: accuracy.map(({ estimate, high }) => high - estimate),
            arrayminus: accuracy.map(({ estimate, low }) => estimate - low),
          },
        },
      ),
      bars(
        "constant answer, all rows",
        `${COLOURS.honest}55`,
        results.map(({ honest }) => honest.baseRate),
      ),
    ],
    "Accuracy, and what a constant answer scores",
    { barmode: "group", yaxis: { tickformat: ".0%", range: [0, 1] }, margin: { l: 60, r: 20, t: 50, b: 60 } },
  );
}

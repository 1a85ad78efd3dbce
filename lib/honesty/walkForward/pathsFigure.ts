import { COLOURS, type Figure, figure } from "../../charts/index.ts";
import { expectedMaximum, SESSIONS_A_YEAR } from "../../statistics/index.ts";
import type { CombinatorialSharpe } from "./combinatorialSharpe.ts";

/**
 * The yearly Sharpe ratio that the best of so many worthless trials would be expected to show on so many sessions: what
 * `deflatedSharpe` holds a ratio against, with luck's own variance.
 */
export function luckySharpe(trials: number, sessions: number): number {
  return expectedMaximum(trials) * Math.sqrt(SESSIONS_A_YEAR / sessions);
}

/** Each path's Sharpe ratio of alpha as a dot, beside zero and what the best of so many worthless trials would show. */
export function pathsFigure({ paths, sessions }: CombinatorialSharpe, trials: number): Figure {
  const ratios = paths.flatMap(({ alphaSharpe }) => (alphaSharpe === null ? [] : [alphaSharpe]));
  const luck = luckySharpe(trials, sessions);
  const rule = (name: string, at: number, color: string, dash: string) => ({
    ...{ type: "scatter", mode: "lines", name, x: [at, at], y: [0, paths.length + 1], line: { color, dash } },
    hovertemplate: "%{x:.2f}",
  });
  return figure(
    [
      {
        ...{ type: "scatter", mode: "markers", name: "a path", x: ratios, y: ratios.map((_, k) => k + 1) },
        ...{ marker: { color: COLOURS.honest, size: 12 }, hovertemplate: "path %{y}: %{x:.2f}" },
      },
      rule("nothing", 0, COLOURS.chance, "solid"),
      rule(`luck: the best of ${trials.toLocaleString("en-US")} worthless trials`, luck, COLOURS.published, "dash"),
    ],
    "Sharpe ratios of several histories",
    {
      height: 340,
      margin: { l: 60, r: 20, t: 50, b: 120 },
      xaxis: { title: { text: "of alpha, a year, after costs" }, zeroline: false },
      yaxis: { title: { text: "path" }, range: [0, paths.length + 1], dtick: 1 },
    },
  );
}

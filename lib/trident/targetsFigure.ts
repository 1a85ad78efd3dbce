import { COLOURS, type Figure, figure } from "../charts/index.ts";
import type { ComparedTarget } from "./compareTargets.ts";

/** The daily rank IC of each target with its 95 % interval, by kind of inputs. */
export function targetsFigure(compared: readonly ComparedTarget[]): Figure {
  const drawn = (["plain", "ranked"] as const).flatMap((inputs) => {
    const mine = compared.filter((each) => each.inputs === inputs);
    if (mine.length === 0) return [];
    return [
      {
        ...{ type: "scatter", mode: "markers", name: `${inputs} inputs` },
        marker: { color: inputs === "plain" ? COLOURS.chance : COLOURS.honest, size: 9 },
        x: mine.map(({ name }) => name),
        y: mine.map(({ rankIc }) => rankIc.estimate),
        error_y: {
          ...{ type: "data", symmetric: false },
          array: mine.map(({ rankIc }) => rankIc.high - rankIc.estimate),
          arrayminus: mine.map(({ rankIc }) => rankIc.estimate - rankIc.low),
        },
        text: mine.map(({ t, beta }) => `t of alpha ${t.toFixed(2)}, beta ${beta.toFixed(2)}`),
        hovertemplate: "%{x}: rank IC %{y:.3f}, %{text}",
      },
    ];
  });
  return figure(drawn, "What each target teaches a model of the order of returns", {
    yaxis: { title: { text: "mean daily rank IC" }, zeroline: true },
  });
}

import { COLOURS, type Figure, figure } from "../charts/index.ts";
import type { BootstrapEstimate } from "../statistics/index.ts";
import type { StrategyResult } from "./result.ts";

/** Win rate less break-even rate after costs, of the forest and of always buying, with 95 % intervals. */
export function edgeFigure(results: readonly StrategyResult[]): Figure {
  const points = (
    name: string,
    color: string,
    symbol: string,
    edge: (result: StrategyResult) => BootstrapEstimate | undefined,
  ) => {
    const shown = results.flatMap((result) => {
      const known = edge(result);
      return known ? [{ id: result.strategy.id.replace("_", "<br>"), ...known }] : [];
    });
    return {
      type: "scatter",
      mode: "markers",
      name,
      x: shown.map(({ id }) => id),
      y: shown.map(({ estimate }) => estimate),
      marker: { color, symbol, size: 11 },
      error_y: {
        type: "data",
        symmetric: false,
        array: shown.map(({ estimate, high }) => high - estimate),
        arrayminus: shown.map(({ estimate, low }) => estimate - low),
      },
      hovertemplate: "%{y:.1%}",
    };
  };
  return figure(
    [
      points("forest", COLOURS.honest, "circle", ({ honest }) => honest.model?.edge),
      points("always BUY", COLOURS.chance, "diamond", ({ honest }) => honest.alwaysBuy.edge),
    ],
    "Edge after costs, 95 % intervals",
    {
      yaxis: { tickformat: "+.0%", zeroline: true, zerolinewidth: 2 },
      xaxis: { type: "category" },
      scattermode: "group",
    },
  );
}

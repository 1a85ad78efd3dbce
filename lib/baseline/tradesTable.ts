import { htmlTable } from "../charts/index.ts";
import type { StrategyResult } from "./result.ts";

/** Shows what the forest's trades and those of buying always came to, by strategy, as HTML. */
export function tradesTable(results: readonly StrategyResult[]): string {
  const rows = results.flatMap(({ strategy, honest }) => [
    { strategy: strategy.id, who: "forest", trades: honest.model },
    { strategy: "", who: "always BUY", trades: honest.alwaysBuy },
  ]);
  return htmlTable(
    rows,
    [
      { title: "strategy", value: (row) => row.strategy },
      { title: "who decides", value: (row) => row.who },
      { title: "trades", value: (row) => row.trades?.rows ?? 0 },
      { title: "win rate", value: (row) => row.trades?.winRate.estimate ?? null, digits: 1, unit: "%" },
      { title: "break-even", value: (row) => row.trades?.breakEven ?? null, digits: 1, unit: "%" },
      { title: "edge", value: (row) => row.trades?.edge.estimate ?? null, digits: 1, unit: "%" },
      { title: "from", value: (row) => row.trades?.edge.low ?? null, digits: 1, unit: "%" },
      { title: "to", value: (row) => row.trades?.edge.high ?? null, digits: 1, unit: "%" },
      { title: "a trade", value: (row) => row.trades?.expectancy.estimate ?? null, digits: 2, unit: "%" },
    ],
    "Trades net of 10 basis points a round trip",
  );
}

import { formatNumber, htmlTable } from "../charts/index.ts";
import { describeLabelling } from "../labels/index.ts";
import type { WinRateDial } from "./winRateDial.ts";

/** Target and stop in percent and the horizon of settings from a near target with a far stop to the reverse. */
const SETTINGS = [
  [1, 15, 20],
  [1, 8, 7],
  [3, 10, 14],
  [5, 8, 7],
  [10, 5, 3],
  [15, 3, 20],
] as const;

/** Shows the win-rate dial at six settings, as HTML; those at which it was not turned are left out. */
export function dialTable({ cells, cost }: WinRateDial): string {
  const turned = SETTINGS.flatMap(([profit, stop, horizon]) =>
    cells.filter((cell) => cell.profit === profit / 100 && cell.stop === stop / 100 && cell.horizon === horizon),
  );
  return htmlTable(
    turned,
    [
      { title: "target, stop, horizon", value: describeLabelling },
      { title: "win rate", value: (cell) => cell.winRate, digits: 1, unit: "%" },
      { title: "break-even", value: (cell) => cell.breakEven, digits: 1, unit: "%" },
      { title: "edge", value: (cell) => cell.edge, digits: 1, unit: "%" },
      { title: "a trade", value: (cell) => cell.expectancy, digits: 2, unit: "%" },
      {
        title: "95 % interval",
        value: ({ interval }) => interval.map((end) => formatNumber(end, 2, "%")).join(" to "),
      },
      {
        title: "worst entry",
        value: ({ worstDate, worstDateReturn }) => `${worstDate}: ${formatNumber(worstDateReturn, 1, "%")}`,
      },
      { title: "trades", value: (cell) => cell.rows },
      { title: "worth", value: (cell) => cell.nEffective },
    ],
    `Always BUY, net of ${formatNumber(cost * 10_000)} basis points a round trip: the win rate is chosen, the edge is not`,
  );
}

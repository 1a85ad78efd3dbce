import { z } from "zod";
import { formatNumber } from "../charts/index.ts";
import { type DialCell, type WinRateDial, winRateDial } from "../honesty/index.ts";
import { describeLabelling } from "../labels/index.ts";
import { adjustmentNote } from "../market/index.ts";
import { parseOptions, tickerList } from "./options.ts";
import { PANEL_HELP, readPanelArgument } from "./panelArgument.ts";
import type { Program } from "./program.ts";

const schema = z.object({ tickers: tickerList.optional() });

/** `trident dial PANEL`: what buying on every bar gives, by barriers and horizon. */
export function registerDial(program: Program): void {
  program.add(
    "dial",
    "Turn the win-rate dial: win rate, break-even and net expectancy of buying on every bar, by barriers and horizon.",
    async (call, [source], given) => {
      const { tickers } = parseOptions(schema, given);
      const dial = winRateDial(await readPanelArgument(call, call.panel(source!), tickers), {
        onProgress: (horizon) => call.progress(`horizon ${horizon}`),
      });
      return { json: dial, text: describe(dial) };
    },
    (command) => command.argument("<panel>", PANEL_HELP).option("--tickers <list>", "only these, separated by commas"),
  );
}

/** A table a horizon, a row a stop: win rate, and basis points a trade. */
function describe({ panel, bias, adjustment, tickers, delisted, from, to, cost, cells }: WinRateDial): string {
  const tables = Map.groupBy(cells, ({ horizon }) => horizon);
  return [
    `${panel}: ${tickers} tickers, ${delisted} of them delisted, ${from} to ${to}; ${adjustmentNote({ adjustment })}; bias: ${bias ?? "not known, assume survivorship and hindsight"}`,
    `Always BUY, ${points(cost)} basis points a round trip: win rate, and basis points a trade (* beyond its 95 % interval)`,
    ...[...tables].flatMap(([horizon, table]) => {
      const rows = Map.groupBy(table, ({ stop }) => stop);
      const heads = [...rows.values()][0]!.map(({ profit }) => `+${Math.round(profit * 100)} %`.padStart(12));
      return [
        "",
        `${horizon} bars`.padEnd(8) + heads.join(""),
        ...[...rows].map(([stop, row]) => `-${Math.round(stop * 100)} %`.padEnd(8) + row.map(shown).join("")),
      ];
    }),
    "",
    `The highest win rate: ${sentence(cells.reduce((a, b) => (b.winRate > a.winRate ? b : a)))}`,
  ].join("\n");
}

const points = (fraction: number): string => (fraction * 10_000).toFixed(0);
const percent = (share: number): string => formatNumber(share, 1, "%");

function shown({ winRate, expectancy, interval: [low, high] }: DialCell): string {
  return `${Math.round(winRate * 100)}% ${points(expectancy)}${low > 0 || high < 0 ? "*" : " "}`.padStart(12);
}

function sentence(cell: DialCell): string {
  const { winRate, breakEven, expectancy, interval, worstDate, worstDateReturn } = cell;
  return (
    `${describeLabelling(cell)} wins ${percent(winRate)}, breaks even at ${percent(breakEven)} and earns ${points(expectancy)} basis points a trade (${interval.map(points).join(" to ")}); ` +
    `entries of ${worstDate} lost most, ${percent(worstDateReturn)} each.`
  );
}

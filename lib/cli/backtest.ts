import { join } from "node:path";
import { z } from "zod";
import {
  alwaysBuy,
  type Backtest,
  buyAndHold,
  dailyReturns,
  equalWeight,
  excessOver,
  momentum,
  placeDecisions,
  pricesOf,
  readDecisions,
  rebalance,
  runBacktest,
  summarise,
  summariseEquity,
  writeEquity,
  writeTrades,
} from "../backtest/index.ts";
import type { Curve } from "../charts/index.ts";
import { formatNumber } from "../charts/index.ts";
import { type Panel, readPanel } from "../market/index.ts";
import { parseIsoDate } from "../runtime/index.ts";
import { PANEL_HELP } from "./chosenPanel.ts";
import { count, fraction, parseOptions } from "./options.ts";
import { outputFile } from "./outputFile.ts";
import type { Program } from "./program.ts";
import { writeTearSheet } from "./tearSheet.ts";

const cost = z.coerce.number().min(0);
const schema = z.object({
  market: z.string(),
  out: z.string(),
  start: z.string().transform(parseIsoDate).optional(),
  end: z.string().transform(parseIsoDate).optional(),
  capital: z.coerce.number().positive(),
  positions: count,
  sizing: z.enum(["equal", "volatility"]),
  commission: cost,
  spread: cost,
  impact: cost,
  participation: fraction.or(z.coerce.number().pipe(z.literal(1))),
});

/** `trident backtest DECISIONS --market PANEL --out DIR`: what decisions were worth, beside those who decide nothing. */
export function registerBacktest(program: Program): void {
  program.add(
    "backtest",
    "Trade decisions on daily bars, with costs, beside opponents that choose nothing.",
    async (call, [source], given) => {
      const options = parseOptions(schema, given);
      const { start, end, capital, positions, sizing, commission, spread, impact, participation } = options;
      const [from, bars, out] = [call.path(source!), call.panel(options.market), call.path(options.out)];
      const [tearSheet, trades, equity] = await Promise.all(
        ["tearsheet.html", "trades.csv", "equity.csv"].map((name) => outputFile(join(out, name), [from, bars])),
      );
      const columns = await readDecisions(from);
      const panel = await readPanel(bars);
      const decisions = placeDecisions(panel, columns);
      const prices = pricesOf(panel);
      const costs = { commission, spread, impact };
      const common = {
        capital,
        sizing,
        participation,
        costs,
        prices,
        ...(start !== undefined && { start }),
        ...(end !== undefined && { end }),
      };
      const own = runBacktest(panel, decisions, { ...common, positions });
      call.progress(`${own.trades.length} trades of ${own.decisions} decisions; the opponents are next`);
      const all = runBacktest(panel, alwaysBuy(panel, decisions), { ...common, positions: panel.tickers.length });
      const held = holdings(panel, own, { capital, costs, prices });
      const curves: Curve[] = [
        { name: "policy", equity: own.equity },
        { name: "always BUY", equity: all.equity },
        ...held,
      ];
      const returns = dailyReturns(own.equity, capital);
      const opponents = Object.fromEntries(
        curves.slice(1).map(({ name, equity }) => {
          const its = dailyReturns(equity, capital);
          return [name, { ...summariseEquity(its), excess: excessOver(returns, its) }];
        }),
      );
      const summary = summarise(panel, own, prices);
      const spy = held.find(({ name }) => name === SPY)?.equity;
      await writeTrades(trades!, panel, own);
      await writeEquity(equity!, own, spy);
      await writeTearSheet(tearSheet!, { panel, result: own, summary, opponents, curves });
      const { bias, source: market } = panel.origin;
      return {
        json: { out, market, bias, ...summary, opponents },
        text: [
          `${summary.trades} trades from ${summary.start} to ${summary.end}: ${percent(summary.totalReturn)}`,
          `win rate ${percent(summary.winRate.value)}, break-even ${percent(summary.breakEven)}`,
          ...Object.entries(opponents).map(([name, { totalReturn }]) => `${name} ${percent(totalReturn)}`),
          tearSheet!,
        ].join("; "),
      };
    },
    (command) =>
      command
        .argument("<decisions>", "Parquet or CSV: ticker, date, score, profit, stop, horizon")
        .requiredOption("--market <panel>", PANEL_HELP)
        .requiredOption("--out <dir>", "where tearsheet.html, trades.csv and equity.csv go")
        .option("--start <date>", "first session; the market's first by default")
        .option("--end <date>", "last session; the market's last by default")
        .option("--capital <dollars>", "at the start", "100000")
        .option("--positions <number>", "positions at a time, at most", "10")
        .option("--sizing <how>", "equal or volatility", "equal")
        .option("--commission <fraction>", "of the traded value, each way", "0.0001")
        .option("--spread <factor>", "times the estimated half spread; 0 for none", "1")
        .option("--impact <factor>", "times volatility times the root of the share of volume; 0 for none", "1")
        .option("--participation <share>", "of a bar's volume that an entry may be, at most", "0.1"),
  );
}

const SPY = "SPY";

/** Opponents that hold: equal weight, momentum and, where the market has it, SPY. */
function holdings(
  panel: Panel,
  { date }: Backtest,
  common: Omit<Parameters<typeof rebalance>[2], "first" | "last">,
): readonly Curve[] {
  const first = panel.calendar.indexOf(date[0]!);
  const options = { ...common, first, last: first + date.length - 1 };
  const spy = panel.tickers.indexOf(SPY);
  return [
    { name: "equal weight", equity: rebalance(panel, equalWeight(panel, first), options).equity },
    { name: "momentum", equity: rebalance(panel, momentum(panel, first), options).equity },
    ...(spy < 0 ? [] : [{ name: SPY, equity: rebalance(panel, buyAndHold(spy, first), options).equity }]),
  ];
}

const percent = (value: number | null): string => formatNumber(value, 1, "%");

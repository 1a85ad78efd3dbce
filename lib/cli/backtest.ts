import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseIsoDate } from "trident-base";
import { z } from "zod";
import type { Curve } from "../backtest/index.ts";
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
import { formatNumber } from "../charts/index.ts";
import {
  type Closes,
  isSynthetic,
  memberRows,
  type Panel,
  parseSynthetic,
  readCloses,
  syntheticMarket,
} from "../market/index.ts";
import { count, fraction, parseOptions } from "./options.ts";
import { outputFolder } from "./outputFolder.ts";
import { PANEL_HELP, readPanelArgument } from "./panelArgument.ts";
import type { Program } from "./program.ts";
import { writeTearSheet } from "./tearSheet.ts";

// An empty text would count as 0.
const cost = z.string().trim().min(1).transform(Number).pipe(z.number().min(0));
const schema = z.object({
  market: z.string(),
  out: z.string().min(1),
  spy: z.string().optional(),
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
    async (call, [decided], given) => {
      const options = parseOptions(schema, given);
      const { start, end, capital, positions, sizing, commission, spread, impact, participation } = options;
      const [file, market] = [call.path(decided!), call.panel(options.market)];
      const columns = await readDecisions(file);
      const panel = await readPanelArgument(call, market, undefined);
      const decisions = placeDecisions(panel, columns);
      const out = await outputFolder(
        call.path(options.out),
        ["trades.csv", "equity.csv", "tearsheet.html"],
        [file, market],
      );
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
      const index = (await spyCloses(options.spy && call.path(options.spy), market)) ?? spyOfPanel(panel);
      const spy = index && buyAndHold(index, own.date, capital, commission + SPY_HALF_SPREAD);
      const curves: Curve[] = [
        { name: "policy", equity: own.equity },
        { name: "always BUY", equity: all.equity },
        ...holdings(panel, own, { capital, costs, prices }),
        ...(spy === undefined ? [] : [{ name: SPY, equity: spy }]),
      ];
      const returns = dailyReturns(own.equity, capital);
      const opponents = Object.fromEntries(
        curves.slice(1).map(({ name, equity }) => {
          const its = dailyReturns(equity, capital);
          return [name, { ...summariseEquity(its), excess: excessOver(returns, its) }];
        }),
      );
      const summary = summarise(panel, own, prices);
      const counts = memberRows(panel);
      const nonMembers = decisions.row.reduce((sum, row) => sum + (counts?.[row] === 0 ? 1 : 0), 0);
      await writeTrades(join(out, "trades.csv"), panel, own);
      await writeEquity(join(out, "equity.csv"), own, spy);
      await writeTearSheet(join(out, "tearsheet.html"), { panel, result: own, summary, nonMembers, opponents, curves });
      const { bias, source } = panel.origin;
      return {
        json: { out, market: source, bias, nonMembers, ...summary, opponents },
        text: [
          `${summary.trades} trades from ${summary.start} to ${summary.end}: ${percent(summary.totalReturn)}`,
          `win rate ${percent(summary.winRate.value)}, break-even ${percent(summary.breakEven)}`,
          ...Object.entries(opponents).map(([name, { totalReturn }]) => `${name} ${percent(totalReturn)}`),
          ...(nonMembers > 0 ? [`${nonMembers} decisions are of days on which the ticker was no member`] : []),
          join(out, "tearsheet.html"),
        ].join("; "),
      };
    },
    (command) =>
      command
        .argument("<decisions>", "Parquet or CSV: ticker, date, score, profit, stop, horizon")
        .requiredOption("--market <panel>", PANEL_HELP)
        .requiredOption("--out <dir>", "where tearsheet.html, trades.csv and equity.csv go")
        .option("--spy <file>", "closes of SPY; by default spy.parquet beside the market, or its ticker SPY")
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
/** Half of an index fund's spread, a basis point. */
const SPY_HALF_SPREAD = 0.0001;

/** Opponents that hold what the panel has: equal weight and momentum. */
function holdings(
  panel: Panel,
  { date }: Backtest,
  common: Omit<Parameters<typeof rebalance>[2], "first" | "last">,
): readonly Curve[] {
  const first = panel.calendar.indexOf(date[0]!);
  const options = { ...common, first, last: first + date.length - 1 };
  return [
    { name: "equal weight", equity: rebalance(panel, equalWeight(panel, first), options).equity },
    { name: "momentum", equity: rebalance(panel, momentum(panel, first), options).equity },
  ];
}

/**
 * SPY's closes: from the file that is named, from `spy.parquet` or `spy.csv` beside the market, from the market itself,
 * or of a synthetic market its index. Undefined where there is none.
 */
async function spyCloses(named: string | undefined, market: string): Promise<Closes | undefined> {
  if (named !== undefined) return readCloses(named, [SPY]);
  if (isSynthetic(market)) {
    const { panel, index } = syntheticMarket(parseSynthetic(market));
    return { date: panel.calendar, close: index };
  }
  const folder = (await stat(market)).isDirectory() ? market : dirname(market);
  for (const file of [join(folder, "spy.parquet"), join(folder, "spy.csv")]) {
    if ((await stat(file).catch(() => undefined))?.isFile()) return readCloses(file, [SPY]);
  }
  return undefined;
}

/** SPY as a ticker of the panel. */
function spyOfPanel(panel: Panel): Closes | undefined {
  const t = panel.tickers.indexOf(SPY);
  if (t < 0) return undefined;
  const [from, to] = [panel.offsets[t]!, panel.offsets[t + 1]!];
  return { date: panel.date.subarray(from, to), close: panel.adjClose.subarray(from, to) };
}

const percent = (value: number | null): string => formatNumber(value, 1, "%");

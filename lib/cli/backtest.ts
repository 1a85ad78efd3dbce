import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { finiteOrNull, isoDate, parseIsoDate } from "trident-base";
import { z } from "zod";
import {
  type JudgedDecisions,
  judgeDecisions,
  placeDecisions,
  readDecisions,
  tearSheet,
  writeEquity,
  writeTrades,
} from "../backtest/index.ts";
import { formatNumber } from "../charts/index.ts";
import { hashFile, keyOf } from "../files/index.ts";
import { describeLooks, type HoldoutLooks, Ledger, lookAtBars } from "../ledger/index.ts";
import { closesOfTicker, findMarketSeries, type Panel, panelBefore, panelProvenance } from "../market/index.ts";
import { bundleDecisions, loadBundle } from "../model/index.ts";
import { tooGoodSentence } from "../statistics/index.ts";
import { CommandLineError } from "./commandLineError.ts";
import { countedIn, LEDGER_OPTION } from "./ledgerOption.ts";
import { count, FEATURE_OPTION, fraction, parseOptions } from "./options.ts";
import { outputFile } from "./outputFile.ts";
import { outputFolder } from "./outputFolder.ts";
import { PANEL_HELP, readPanelArgument } from "./panelArgument.ts";
import type { Program } from "./program.ts";
import { writePage } from "./writePage.ts";

// An empty text would count as 0.
const cost = z.string().trim().min(1).transform(Number).pipe(z.number().min(0));
const schema = z.object({
  market: z.string(),
  feature: z.array(z.string()),
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
  draws: count.optional(),
  ledger: z.string().optional(),
});

/** `trident backtest BUNDLE|DECISIONS --market PANEL --out DIR`: what decisions were worth, beside those who decide less. */
export function registerBacktest(program: Program): void {
  program.add(
    "backtest",
    "Trade decisions on daily bars, with costs, and judge them beside the same decisions with the names exchanged.",
    async (call, [decided], given) => {
      const {
        market: name,
        out: to,
        spy: named,
        commission,
        spread,
        impact,
        feature,
        ledger: ledgerNamed,
        ...asked
      } = parseOptions(schema, given);
      let rest = asked;
      if (rest.start !== undefined && rest.end !== undefined && rest.start > rest.end) {
        throw new CommandLineError(`--start is ${isoDate(rest.start)}, after --end ${isoDate(rest.end)}`, {
          remedy: "Give them the other way round.",
        });
      }
      const [file, market] = [call.input(decided!), call.panel(name)];
      const isBundle = existsSync(join(file, "manifest.json"));
      const columns = isBundle ? undefined : await readDecisions(file);
      const panel = await readPanelArgument(call, market, undefined);
      const own = isBundle
        ? await bundleDecisions(await loadBundle(file), panel, {
            ...rest,
            features: feature.map((each) => call.input(each)),
          })
        : undefined;
      if (own) rest = { ...rest, start: own.start };
      const decisions = own?.decisions ?? placeDecisions(panel, columns!);
      const out = await outputFolder(call.path(to), ["trades.csv", "equity.csv", "tearsheet.html"], [file, market]);
      const parts = { commission, spread, impact };
      const ledgerFile = ledgerNamed === undefined ? undefined : call.path(ledgerNamed);
      if (ledgerFile !== undefined) await outputFile(ledgerFile, [file, market]);
      const spy = await findMarketSeries("spy", market, {
        file: named && call.input(named),
        closesOf: (ticker) => closesOfTicker(panel, ticker),
      });
      const manifest = isBundle ? await hashFile(join(file, "manifest.json")) : undefined;
      // A model is made once and may be looked at often: each way of trading it on these bars is a look.
      const looked =
        manifest &&
        look(panel, rest, `trident backtest, bundle ${keyOf(manifest.sha256, rest, parts).slice(0, 12)}`, ledgerFile);
      call.progress(`${decisions.row.length} decisions; they are traded and judged`);
      const result = judgeDecisions(panel, decisions, { ...rest, costs: parts, spy });
      const judged = {
        ...result,
        notes: [
          ...(own?.notes ?? []),
          ...(looked ? [`These bars were ${describeLooks(looked)}.`] : []),
          ...result.notes,
        ],
      };
      const sources = [
        {
          ...{ name: basename(file), path: file, rows: decisions.row.length, notes: own?.notes ?? [] },
          ...(manifest ?? (await hashFile(file))),
        },
        ...(await panelProvenance(panel)),
      ];
      await writeTrades(join(out, "trades.csv"), panel, judged.policy, own?.clusterOf);
      const curve = judged.curves.find((each) => each.name === "SPY")?.equity;
      await writeEquity(join(out, "equity.csv"), judged.policy, curve);
      await writePage(join(out, "tearsheet.html"), "backtest", tearSheet(panel, judged, sources));
      const { source, bias } = panel.origin;
      return {
        json: { out, market: source, bias, ...(looked && { looked }), ...figuresOf(judged), sources },
        text: `${sentencesOf(judged).join("; ")}; ${join(out, "tearsheet.html")}`,
      };
    },
    (command) =>
      command
        .argument(
          "<bundle|decisions>",
          "a bundle's folder; or Parquet or CSV: ticker, date, score, profit, stop, horizon",
        )
        .requiredOption("--market <panel>", PANEL_HELP)
        .requiredOption("--out <dir>", "where tearsheet.html, trades.csv and equity.csv go")
        .option(
          "--spy <file>",
          "closes of SPY; by default spy.parquet or spy.csv in or beside the market, or its ticker",
        )
        .option(...FEATURE_OPTION)
        .option(
          "--start <date>",
          "first session; of decisions that of the first, of a bundle the first after its own data",
        )
        .option("--end <date>", "last session; the market's last by default")
        .option("--capital <dollars>", "at the start", "100000")
        .option("--positions <number>", "positions at a time, at most", "10")
        .option("--sizing <how>", "equal or volatility", "equal")
        .option("--commission <fraction>", "of the traded value, each way", "0.0001")
        .option("--spread <factor>", "times the estimated half spread; 0 for none", "1")
        .option("--impact <factor>", "times volatility times the root of the share of volume; 0 for none", "1")
        .option("--participation <share>", "of a usual bar's volume that an entry may be, at most", "0.1")
        .option("--draws <number>", "of the blind opponent; 1000 by default, fewer for very many decisions")
        .option(...LEDGER_OPTION),
  );
}

/** Counts a look at the bars that a bundle is traded on. */
function look(
  panel: Panel,
  { start, end }: { readonly start?: number | undefined; readonly end?: number | undefined },
  by: string,
  file: string | undefined,
): HoldoutLooks & ReturnType<typeof countedIn>["json"] {
  const ledger = new Ledger(file);
  try {
    const after = end === undefined ? -1 : panel.calendar.findIndex((day) => day > end);
    const seen = after < 0 ? panel : panelBefore(panel, after);
    return { ...lookAtBars(ledger, seen, start ?? panel.calendar[0]!, by), ...countedIn(ledger).json };
  } finally {
    ledger.close();
  }
}

/** The judgement's figures, without the series that the files have. */
function figuresOf(judged: JudgedDecisions) {
  const { summary, policy, blind, alpha, opponents, rules, notes, nonMembers, spy, startsAtDecision } = judged;
  const { believable } = judged;
  const { settings, lapsed, leftOut, overVolume } = policy;
  const { gross, net, ...blindFigures } = blind;
  return {
    believable,
    nonMembers,
    ...summary,
    beta: finiteOrNull(alpha.beta),
    alpha: Object.fromEntries(Object.entries(alpha).map(([name, value]) => [name, finiteOrNull(value)])),
    blind: { ...blindFigures, edge: finiteOrNull(blind.edge) },
    timing: opponents.timing,
    opponents,
    ...{ startsAtDecision, rules, lapsed, leftOut, overVolume, settings, spy, notes },
  };
}

function sentencesOf({ believable, summary, blind, alpha, opponents, notes }: JudgedDecisions): readonly string[] {
  const p = blind.p === null ? "no decision to judge" : `p ${blind.p.toPrecision(2)} of ${blind.draws} draws`;
  return [
    tooGoodSentence(believable).replace(/\.$/, ""),
    `${summary.trades} trades from ${summary.start} to ${summary.end}: ${percent(summary.totalReturn)}`,
    `win rate ${percent(summary.winRate.value)}, break-even ${percent(summary.breakEven)}`,
    `exposure ${percent(summary.exposure)}, beta ${alpha.beta.toFixed(2)}, t of alpha ${alpha.t.toFixed(2)} after costs`,
    `blind opponent: ${p}`,
    ...Object.entries(opponents).map(([name, { totalReturn }]) => `${name} ${percent(totalReturn)}`),
    ...notes.map((note) => note.replace(/\.$/, "")),
  ];
}

const percent = (value: number | null): string => formatNumber(value, 1, "%");

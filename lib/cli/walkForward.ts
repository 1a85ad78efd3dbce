import { join } from "node:path";
import type { Verdict } from "trident-base";
import { z } from "zod";
import { formatNumber } from "../charts/index.ts";
import { shownEdge, type WalkForward, type WalkStep, walkForwardTrident, walkVerdict } from "../honesty/index.ts";
import { countTrials, describeLooks, Ledger } from "../ledger/index.ts";
import { closesOfTicker, findMarketSeries } from "../market/index.ts";
import { profileOf } from "../runtime/index.ts";
import { biasSentence } from "./biasSentence.ts";
import { countedIn, LEDGER_OPTION } from "./ledgerOption.ts";
import { count, FEATURE_OPTION, parseOptions, profile, tickerList } from "./options.ts";
import { outputFile } from "./outputFile.ts";
import { outputFolder } from "./outputFolder.ts";
import { PANEL_HELP, readPanelArgument } from "./panelArgument.ts";
import type { Program } from "./program.ts";

const schema = z.object({
  out: z.string().min(1),
  resume: z.boolean().default(false),
  profile,
  stretches: count.optional(),
  trials: count.optional(),
  labelTrials: z.coerce.number().int().min(0).optional(),
  clusters: count,
  seed: z.coerce.number().int().min(0).max(0xffff_ffff),
  tickers: tickerList.optional(),
  feature: z.array(z.string()),
  spy: z.string().optional(),
  draws: count.optional(),
  workers: count.optional(),
  ledger: z.string().optional(),
});

/** `trident walk-forward PANEL`: the whole pipeline retrained at each step, judged on what comes after. */
export function registerWalkForward(program: Program): void {
  program.add(
    "walk-forward",
    "Retrain everything at each step on the past alone, and trade the stretch after it; resumes.",
    async (call, [source], given) => {
      const options = parseOptions(schema, given);
      const { resume, stretches, trials, labelTrials, clusters, seed, draws, workers } = options;
      const from = call.panel(source!);
      const out = await outputFolder(call.path(options.out), ["walk-forward.json", "settings.json"], [from]);
      const ledgerFile = options.ledger === undefined ? undefined : call.path(options.ledger);
      if (ledgerFile !== undefined) await outputFile(ledgerFile, [from]);
      const panel = await readPanelArgument(call, from, options.tickers);
      const spy = await findMarketSeries("spy", from, {
        file: options.spy && call.input(options.spy),
        closesOf: (ticker) => closesOfTicker(panel, ticker),
      });
      const ledger = new Ledger(ledgerFile);
      try {
        const walked = await walkForwardTrident(panel, {
          ...{ out, ledger, resume, stretches, labelTrials, seed, draws, spy, signal: call.signal },
          profile: profileOf(options.profile),
          train: { trials, clusters, workers },
          features: options.feature.map((file) => call.input(file)),
          onProgress: (done, all, note) => call.progress(`${done} of ${all}: ${note ?? ""}`),
        });
        const { json, text } = countedIn(ledger);
        // Which tickers to take is a choice, too: what was tried on others of this market counts.
        const whole = options.tickers ? await readPanelArgument(call, from, undefined) : panel;
        const edge = walkVerdict(walked, { trials: Math.max(1, countTrials(ledger, whole)) });
        return {
          json: { out, ...walked, edge, ...json },
          text: [...describe(walked), ...told(edge), biasSentence(walked.bias), ...text].join("\n"),
        };
      } catch (error) {
        if (!call.signal.aborted) throw error;
        const text = `The walk-forward in ${out} was interrupted; what was done is kept. The same command with --resume goes on.`;
        return { json: { out, interrupted: true }, text, exitCode: 130 };
      } finally {
        ledger.close();
      }
    },
    (command) =>
      command
        .argument("<panel>", PANEL_HELP)
        .option("--out <dir>", "of all steps, each with its dataset and bundle", join("data", "walk-forward"))
        .option("--resume", "go on with the walk-forward that the folder has")
        .option("--profile <name>", "micro, quick, laptop or a100", "laptop")
        .option(
          "--stretches <number>",
          "after the first 5 of 7 parts, each traded by a model of its past; by default the profile's",
        )
        .option("--trials <number>", "trials of each engine in each cluster; by default the profile's")
        .option("--label-trials <number>", "trials of each label search; by default the profile's, 0 for none")
        .option("--clusters <number>", "groups of tickers that behave alike", "5")
        .option("--seed <number>", "of searches, fits and the tickers that are never trained on", "42")
        .option("--tickers <list>", "only these, separated by commas")
        .option(...FEATURE_OPTION)
        .option("--spy <file>", "closes of SPY; by default spy.parquet or spy.csv beside the panel, or its ticker")
        .option("--draws <number>", "of the blind opponent; 1000 by default, fewer for very many decisions")
        .option("--workers <number>", "trials at a time; they are the same whatever their number")
        .option(...LEDGER_OPTION),
  );
}

function describe({ steps, pooled, combinatorial }: WalkForward): readonly string[] {
  const { issued, kept } = pooled.certificates;
  const paths = combinatorial?.paths.map(({ alphaSharpe }) => formatNumber(alphaSharpe, 2)).join(", ");
  return [
    ...steps.map(line),
    `Certificates that earlier stretches would have issued: ${issued}, kept: ${kept}`,
    paths === undefined
      ? "Too little is known for combinatorial purged cross-validation"
      : `Sharpe ratio of alpha over the paths of combinatorial purged cross-validation: ${paths}`,
  ];
}

function told({ title, status, lines }: Verdict): readonly string[] {
  const each = lines.map((line) => `  ${line.status}: ${line.title}, ${shownEdge(line)}. ${line.detail}`);
  return [`${title} ${status}`, ...each];
}

function line({ title, found, looked }: WalkStep): string {
  const { from, to, summary, blind } = found;
  const seen = `${title}, ${from} to ${to} (${describeLooks(looked)})`;
  if (!summary) return `${seen}: nothing is bought`;
  const percent = (value: number | null): string => formatNumber(value, 1, "%");
  return [
    `${seen}: ${summary.trades} trades, ${percent(summary.totalReturn)}`,
    `win rate ${percent(summary.winRate.value)}, break-even ${percent(summary.breakEven)}`,
    `Sharpe ${formatNumber(summary.sharpe, 2)} +- ${formatNumber(summary.sharpeStandardError, 2)}`,
    `drawdown ${percent(summary.maxDrawdown)}, p beside the blind opponent ${formatNumber(blind?.p ?? null, 2)}`,
  ].join("; ");
}

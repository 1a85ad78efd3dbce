import { basename, join } from "node:path";
import { writeTextAtomically } from "trident-base";
import { z } from "zod";
import { readFolds } from "../cv/index.ts";
import { hashFile } from "../files/index.ts";
import {
  type Finding,
  findingStatus,
  type JudgedPredictions,
  judgementJson,
  judgePage,
  judgePredictions,
  QUESTIONS,
  type Question,
  readPredictions,
  readTrades,
  readTrialReturns,
} from "../honesty/index.ts";
import { readLabels } from "../labels/index.ts";
import { closesOfTicker, findMarketSeries, panelProvenance } from "../market/index.ts";
import { CommandLineError } from "./commandLineError.ts";
import { count, parseOptions } from "./options.ts";
import { outputFolder } from "./outputFolder.ts";
import { PANEL_HELP, readPanelArgument } from "./panelArgument.ts";
import type { Program } from "./program.ts";
import { writePage } from "./writePage.ts";

const schema = z.object({
  market: z.string(),
  trades: z.boolean().optional(),
  labels: z.string().optional(),
  folds: z.string().optional(),
  horizon: count.optional(),
  earlier: z.string().optional(),
  trials: count.optional(),
  trialReturns: z.string().optional(),
  spy: z.string().optional(),
  positions: count.optional(),
  draws: count.optional(),
  out: z.string().min(1).optional(),
});

/** `trident judge PREDICTIONS --market PANEL`: whether predictions that were made anywhere are real. */
export function registerJudge(program: Program): void {
  program.add(
    "judge",
    "Judge predictions that were made anywhere: can they be, were they out of sample, do they rank, do they pay, is it luck.",
    async (call, [brought], given) => {
      const options = parseOptions(schema, given);
      const ofScores = (["folds", "earlier", "horizon"] as const).find((name) => options[name] !== undefined);
      if (options.trades && ofScores) {
        throw new CommandLineError(`--${ofScores} goes with scores, not with --trades`, {
          remedy: "Leave one of them out; trades say when their models were trained by a column trained_until.",
        });
      }
      const [file, market] = [call.input(brought!), call.panel(options.market)];
      const named = (path: string | undefined) => (path === undefined ? undefined : call.input(path));
      const [labelled, folded, before] = [named(options.labels), named(options.folds), named(options.earlier)];
      const [tried, spyFile] = [named(options.trialReturns), named(options.spy)];
      const out =
        options.out && (await outputFolder(call.path(options.out), ["judge.html", "judge.json"], [file, market]));
      const panel = await readPanelArgument(call, market, undefined);
      const predictions = await (options.trades ? readTrades : readPredictions)(panel, file);
      const spy = await findMarketSeries("spy", market, {
        file: spyFile,
        closesOf: (ticker) => closesOfTicker(panel, ticker),
      });
      const judged = await judgePredictions(panel, predictions, {
        labels: labelled === undefined ? undefined : await readLabels(panel, labelled),
        folds: folded === undefined ? undefined : await readFolds(panel, folded),
        earlier: before === undefined ? undefined : await readPredictions(panel, before),
        trialReturns: tried === undefined ? undefined : await readTrialReturns(panel, tried),
        ...{ horizon: options.horizon, trials: options.trials, positions: options.positions, draws: options.draws },
        ...{
          spy,
          onStep: (step) =>
            call.progress(`${predictions.rows.length} ${options.trades ? "trades" : "predictions"}: ${step}`),
        },
      });
      const page = out ? join(out, "judge.html") : null;
      const json = await judgementJson(judged, { file, market, page });
      if (out && page) {
        const own = {
          name: basename(file),
          path: file,
          rows: predictions.rowsOfFile,
          notes: [],
          ...(await hashFile(file)),
        };
        await writePage(page, "judge", judgePage(judged, [own, ...(await panelProvenance(panel))]));
        await writeTextAtomically(join(out, "judge.json"), `${JSON.stringify(json)}\n`);
      }
      return { json, text: [...linesOf(judged), ...(page ? [page] : [])].join("\n") };
    },
    (command) =>
      command
        .argument(
          "<predictions>",
          "Parquet or CSV: ticker, date, score, and if there fold or trained_until, and profit, stop, horizon where it buys",
        )
        .requiredOption("--market <panel>", PANEL_HELP)
        .option("--trades", "the file has trades: ticker, entry_date, exit_date, ret, and if there trained_until")
        .option(
          "--folds <file>",
          "fold, side, ticker, date: what was trained on and tested, as trident folds writes it",
        )
        .option("--labels <file>", "the labels that were trained on, as trident labels writes them: when they ended")
        .option("--horizon <bars>", "that the predictions are for; of the decision columns, else 10")
        .option("--earlier <file>", "predictions of the same model made before later bars came: have scores changed")
        .option("--trials <number>", "how many models, features and parameters were tried: these are the best of them")
        .option("--trial-returns <file>", "trial, date, ret: daily returns of all that were tried")
        .option("--out <dir>", "where judge.html, one page with live figures, and judge.json go")
        .option("--spy <file>", "closes of SPY; by default spy.parquet or spy.csv beside the market, or its ticker")
        .option("--positions <number>", "of the top-k portfolio, at most; 10 by default")
        .option("--draws <number>", "of the blind opponent; 1000 by default, fewer for very many decisions"),
  );
}

function linesOf({ sentence, findings, notes }: JudgedPredictions): readonly string[] {
  const of = (question: Question): readonly string[] => [
    `${QUESTIONS[question]}`,
    ...findings.filter((each) => each.question === question).map(line),
  ];
  return [sentence, ...(Object.keys(QUESTIONS) as Question[]).flatMap(of), ...notes.map((note) => `  ${note}`)];
}

const line = (found: Finding): string => `  ${findingStatus(found)}: ${found.id}. ${found.sentence}`;

import { dirname, join } from "node:path";
import { z } from "zod";
import { type BestParams, describeLabelling, writeBestParams } from "../labels/index.ts";
import { describeLooks, Ledger } from "../ledger/index.ts";
import { SEARCH_LIST } from "../published/index.ts";
import { profileOf } from "../runtime/index.ts";
import { describeCounted, type LabelSearch, searchLabels } from "../search/index.ts";
import { tooGoodSentence } from "../statistics/index.ts";
import { countedIn, LEDGER_OPTION } from "./ledgerOption.ts";
import { count, FEATURE_OPTION, parseOptions, profile, tickerList } from "./options.ts";
import { outputFile } from "./outputFile.ts";
import { PANEL_HELP, readPanelArgument } from "./panelArgument.ts";
import type { Program } from "./program.ts";

const schema = z.object({
  out: z.string(),
  trials: count.optional(),
  seed: z.coerce.number().int().min(0).max(0xffff_ffff),
  profile,
  tickers: tickerList.optional(),
  feature: z.array(z.string()),
  study: z.string().optional(),
  ledger: z.string().optional(),
});

/** `trident search-labels PANEL`: phase 2, as published and honestly; resumes. */
export function registerSearchLabels(program: Program): void {
  program.add(
    "search-labels",
    "Search label parameters as published and honestly, and judge both winners on a later year.",
    async (call, [source], given) => {
      const options = parseOptions(schema, given);
      const { trials, seed, tickers } = options;
      const usual = profileOf(options.profile).labelSearch;
      const from = call.panel(source!);
      const out = await outputFile(call.path(options.out), [from]);
      const beside = (name: string): string => join(dirname(out), name);
      const file = options.study === undefined ? beside("label-search.sqlite") : call.path(options.study);
      const ledgerFile = options.ledger === undefined ? undefined : call.path(options.ledger);
      await outputFile(file, [from, out]);
      if (ledgerFile !== undefined) await outputFile(ledgerFile, [from, out, file]);
      const features = options.feature.map((file) => call.input(file));
      const panel = await readPanelArgument(call, from, tickers, SEARCH_LIST);
      const ledger = new Ledger(ledgerFile);
      try {
        const search = await searchLabels(panel, {
          trials: trials ?? usual.trials,
          forest: usual.forest,
          seed,
          features,
          file,
          ledger,
          by: "trident search-labels",
          onProgress: (done, all, note) => {
            if (done % 10 === 0 || done === all) call.progress(`${done} of ${all} trials; ${note}`);
          },
        });
        const { best, selection, believable } = search;
        await writeBestParams(out, best);
        return {
          json: { ...best, selection, believable, ...countedIn(ledger).json },
          text: [tooGoodSentence(believable), choice(search), describe(best, out), ...countedIn(ledger).text].join(
            "\n",
          ),
        };
      } finally {
        ledger.close();
      }
    },
    (command) =>
      command
        .argument("<panel>", PANEL_HELP)
        .option("--out <file>", "the result", "data/optuna_best_params.json")
        .option("--trials <number>", "trials of each of the two searches; 100 by default, fewer in small profiles")
        .option("--seed <number>", "of the studies and the forests", "42")
        .option("--profile <name>", "micro, quick, laptop or a100", "laptop")
        .option("--tickers <list>", "only these, separated by commas; the roadmap's 20 by default")
        .option(...FEATURE_OPTION)
        .option("--study <file>", "the studies' SQLite file; label-search.sqlite beside the result by default")
        .option(...LEDGER_OPTION),
  );
}

function choice({ selection: { honest } }: LabelSearch): string {
  if (!honest) return "Honest choice: too little is known for PBO and SPA";
  return `Honest choice among ${honest.trials} labellings: PBO ${honest.pbo.toFixed(2)}, SPA p ${honest.spa.toFixed(3)}`;
}

function describe({ published, honest, holdout, study }: BestParams, out: string): string {
  const shown = (value: number | null, digits: number): string => value?.toFixed(digits) ?? "none";
  const later = (name: "published" | "honest"): string => {
    if ("reason" in holdout) return holdout.reason;
    const result = holdout[name];
    if (!result) return "nothing could be learned for the later year";
    const alpha = (result.dailyAlpha * 10_000).toFixed(2);
    return `later year alpha ${alpha} basis points a day (t ${result.t.toFixed(2)}, beta ${result.beta.toFixed(2)})`;
  };
  return [
    `As published: ${published.method} ${describeLabelling(published)}, objective ${shown(published.value, 3)}, ` +
      `deflated ${shown(published.deflated, 2)}; ${later("published")}`,
    `Honest: ${honest.method} ${describeLabelling(honest)}, t of alpha ${shown(honest.value, 2)}, beta ${shown(study.beta.honest, 2)}, ` +
      `deflated ${shown(honest.deflated, 2)}; ${later("honest")}`,
    `Deflated by ${describeCounted(study)}`,
    ...("reason" in holdout ? [] : [`Later year ${describeLooks(holdout)}`]),
    `Written to ${out}`,
  ].join("\n");
}

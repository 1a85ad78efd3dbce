import { join } from "node:path";
import { z } from "zod";
import {
  buildDataset,
  type DatasetResult,
  DEFAULT_LABELS,
  type LabelChoice,
  readLabelChoice,
} from "../dataset/index.ts";
import { describeLabelling, labelParameters } from "../labels/index.ts";
import { adjustmentNote } from "../market/index.ts";
import { showProgress } from "../runtime/index.ts";
import { asCommandLine, CommandLineError } from "./commandLineError.ts";
import { addLabellingOptions, checkFractions, labellingFields } from "./labellingOptions.ts";
import { count, FEATURE_OPTION, parseOptions } from "./options.ts";
import { outputFile } from "./outputFile.ts";
import { PANEL_HELP } from "./panelArgument.ts";
import type { Program } from "./program.ts";

const SEARCH_FIRST = "Run 'trident search-labels' first, or leave it out for the default.";
const labelling = z.object(labellingFields).partial({ method: true, profit: true, stop: true, horizon: true });
const schema = labelling
  .extend({
    out: z.string().min(1),
    labels: z.string().optional(),
    feature: z.array(z.string()),
    which: z.enum(["honest", "published"]),
    spy: z.string().optional(),
    vix: z.string().optional(),
    csv: z.boolean().default(false),
    shard: z
      .string()
      .regex(/^\d+\/\d+$/, "give K/N")
      .transform((text) => text.split("/").map(Number))
      .refine(([number, of]) => number! >= 1 && number! <= of!, "give K/N with K from 1 to N")
      .optional(),
    merge: z.boolean().default(false),
    threads: count.optional(),
  })
  .superRefine(checkFractions);

/** `trident dataset PANEL --out DIR`: features, context, labels and statistics, in six steps that can be resumed. */
export function registerDataset(program: Program): void {
  program.add(
    "dataset",
    "Make the training dataset of a panel in six steps; run again, it goes on where it was.",
    async (call, [source], given) => {
      const options = parseOptions(schema, given);
      const from = call.panel(source!);
      const out = call.path(options.out);
      const labelsFile = options.labels === undefined ? undefined : call.input(options.labels, SEARCH_FIRST);
      const labels =
        givenLabels(options) ?? (labelsFile ? await readLabelChoice(labelsFile, options.which) : DEFAULT_LABELS);
      if (options.shard && options.merge) {
        throw new CommandLineError("--shard and --merge are two calls", { remedy: "Merge when all shards are made." });
      }
      if ((options.spy === undefined) !== (options.vix === undefined)) {
        throw new CommandLineError("--spy and --vix go together", { remedy: "Give both or none of them." });
      }
      const context =
        options.spy === undefined ? undefined : { spy: call.input(options.spy), vix: call.input(options.vix!) };
      const features = options.feature.map((file) => call.input(file));
      const read = [
        from,
        ...features,
        ...(labelsFile ? [labelsFile] : []),
        ...(context ? [context.spy, context.vix] : []),
      ];
      await outputFile(join(out, "dataset.parquet"), read);
      const [number, of] = options.shard ?? [];
      const result = await buildDataset(from, {
        ...{ out, labels, features, csv: options.csv, merge: options.merge },
        ...(context ? { context } : {}),
        ...(options.threads === undefined ? {} : { threads: options.threads }),
        ...(number !== undefined && of !== undefined ? { shard: { number, of } } : {}),
        onProgress: showProgress("dataset", undefined, call.progress),
      });
      return { json: result, text: describe(result) };
    },
    (command) =>
      addLabellingOptions(
        command
          .argument("<panel>", PANEL_HELP)
          .requiredOption("--out <dir>", "the folder of the dataset and of its steps"),
        { required: false },
      )
        .option(
          "--labels <file>",
          "label parameters of 'trident search-labels'; else those of --method, or 5 %, 8 %, 10 bars, not searched",
        )
        .option("--which <name>", "of that file, honest or published", "honest")
        .option(...FEATURE_OPTION)
        .option(
          "--spy <file>",
          "closes of SPY; by default spy.parquet or spy.csv in or beside the panel, or its ticker SPY",
        )
        .option(
          "--vix <file>",
          "closes of the VIX; by default vix.parquet or vix.csv in or beside the panel, or its ticker ^VIX",
        )
        .option("--csv", "also write training_data_ultimate.csv")
        .option("--shard <k/n>", "make the K-th of N shares of the work alone, into the same folder")
        .option("--merge", "join what shards have made")
        .option("--threads <number>", "worker threads; all by default"),
  );
}

/** The labels that flags name; undefined where there is none of them. */
function givenLabels(options: z.infer<typeof schema>): LabelChoice | undefined {
  const given = labelling.parse(options);
  if (Object.values(given).every((value) => value === undefined)) return undefined;
  if (options.labels !== undefined) {
    throw new CommandLineError("--labels is given beside flags that say what the labels are", {
      remedy: "Leave one of them out.",
    });
  }
  const { method, profit, stop, horizon, ...rest } = given;
  if (method === undefined || profit === undefined || stop === undefined || horizon === undefined) {
    throw new CommandLineError("--method, --profit, --stop and --horizon go together", {
      remedy: "Give all of them, or none and --labels.",
    });
  }
  const chosen = { method, profit, stop, horizon, ...rest };
  asCommandLine(() => labelParameters(chosen));
  return { options: chosen, origin: "given, not searched" };
}

function describe({ out, manifest, parts: [whole, of], seconds }: DatasetResult): string {
  if (!manifest) return `${out}: ${whole} of ${of} parts are made; --merge joins them when all are`;
  const { rows, tickers, dates, labels, dropped, context, bias, membership, leftOut, delisted, unfinished } = manifest;
  const missed = leftOut.reduce((sum, each) => sum + each.rows, 0);
  const { parameters, origin, counts } = labels;
  const total = seconds.universe + seconds.bars + seconds.parts + seconds.save + seconds.csv;
  return [
    `${join(out, "dataset.parquet")}: ${rows} rows of ${tickers} tickers, ${dates.first} to ${dates.last}, in ${total.toFixed(1)} s`,
    `Labels: ${parameters.method} ${describeLabelling(parameters)} (${origin}): ` +
      `${counts.buy} BUY, ${counts.hold} HOLD, ${counts.sell} SELL, ${counts.unknown} without a label`,
    `Delisted: ${delisted.rows} positions of ${delisted.tickers} tickers${unfinished.length === 0 ? "" : `; ${unfinished.length} tickers end early because their data do (${unfinished[0]!.why}) and are not counted`}`,
    `Prices: ${adjustmentNote({ ...manifest, adjustedBy: manifest.adjustedBy ?? "adj_close" }).replace("prices ", "")}`,
    ...(labels.otherPanel === null ? [] : [`WARNING: ${labels.otherPanel}`]),
    `Context: ${context}`,
    `Dropped: ${dropped.length === 0 ? "none" : dropped.map(({ ticker, bars }) => `${ticker} (${bars} bars)`).join(", ")}`,
    `Membership: ${membership}${missed === 0 ? "" : `; ${missed} rows of ${leftOut.length} tickers are left out`}`,
    `Bias: ${bias}`,
  ].join("\n");
}

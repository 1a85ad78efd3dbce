import { z } from "zod";
import { Ledger } from "../ledger/index.ts";
import { certificateSentence, policySentence } from "../model/index.ts";
import { profileOf } from "../runtime/index.ts";
import { tooGoodSentence } from "../statistics/index.ts";
import { believable, MEMBERS, OBJECTIVES, type Training, trainTrident } from "../trident/index.ts";
import { CommandLineError } from "./commandLineError.ts";
import { countedIn, LEDGER_OPTION } from "./ledgerOption.ts";
import { memberList, USUAL_LIST } from "./memberList.ts";
import { count, fraction, parseOptions, profile } from "./options.ts";
import { outputFile } from "./outputFile.ts";
import { outputFolder } from "./outputFolder.ts";
import type { Program } from "./program.ts";

const GO_ON = "The same command with --resume goes on with it.";

const schema = z.object({
  out: z.string().min(1),
  profile,
  device: z.enum(["auto", "cpu", "cuda"]),
  resume: z.boolean().default(false),
  clusters: count,
  trials: count.optional(),
  minutes: z.coerce.number().positive().optional(),
  members: memberList,
  classes: z.enum(["2", "3"]).transform((text) => (text === "2" ? 2 : 3)),
  inputs: z.enum(["plain", "ranked"]),
  weights: z.enum(["equal", "uniqueness"]),
  objective: z.enum(OBJECTIVES),
  pruning: z.boolean().default(true),
  wanted: fraction,
  seed: z.coerce.number().int().min(0).max(0xffff_ffff),
  workers: count.optional(),
  ray: z
    .string()
    .regex(/^(auto|[^\s:/]+:\d{1,5})$/, "give HOST:PORT of a cluster's head, or auto")
    .optional(),
  ledger: z.string().optional(),
});

/** `trident train DIR --out BUNDLE`: clusters, tuning, members; every trial is a checkpoint. */
export function registerTrain(program: Program): void {
  program.add(
    "train",
    "Train Trident from a dataset's folder: clusters, tuning on purged folds, stacking, a certificate, a bundle.",
    async (call, [folder], given) => {
      const options = parseOptions(schema, given);
      const dataset = call.input(folder!, "Make it with 'trident dataset PANEL --out DIR'.");
      const out = await outputFolder(call.path(options.out), ["manifest.json"], [dataset]);
      const ledgerFile = options.ledger === undefined ? undefined : call.path(options.ledger);
      if (ledgerFile !== undefined) await outputFile(ledgerFile, [dataset]);
      const { device, resume, clusters, trials, minutes, classes, objective, pruning, seed, workers } = options;
      const { wanted, inputs, weights, ray } = options;
      if (trials !== undefined && minutes !== undefined) {
        throw new CommandLineError("--trials and --minutes both say how much is tried", {
          remedy: "Give one of them.",
        });
      }
      const ledger = new Ledger(ledgerFile);
      const signal = call.signal;
      let hasSaidHow = false;
      const say = (text: string): void => {
        if (!hasSaidHow) call.progress(`Trials are kept as they end, however this ends. ${GO_ON}`);
        hasSaidHow = true;
        call.progress(text);
      };
      try {
        const training = await trainTrident(dataset, {
          ...{
            out,
            ledger,
            device,
            resume,
            clusters,
            trials,
            minutes,
            classes,
            objective,
            pruning,
            seed,
            workers,
            ray,
            wanted,
            weights,
            signal,
          },
          ranked: inputs === "ranked",
          profile: profileOf(options.profile).trident,
          members: options.members.map((name) => MEMBERS[name]),
          onNote: say,
          onProgress: (done, total, note) => say(`${done} of ${total} trials; ${note}`),
        });
        const { manifest, notes, seconds, elapsed } = training;
        const found = believable(training);
        const { json, text } = countedIn(ledger);
        return {
          json: { out, believable: found, notes, elapsed, seconds, ...json, manifest },
          text: [tooGoodSentence(found), describe(training), ...text].join("\n"),
        };
      } catch (error) {
        if (!signal.aborted) throw error;
        const text = `The training in ${out} was interrupted; all trials that were done are kept. ${GO_ON}`;
        return { json: { out, interrupted: true }, text, exitCode: 130 };
      } finally {
        ledger.close();
      }
    },
    (command) =>
      command
        .argument("<dir>", "the dataset's folder, of 'trident dataset'")
        .requiredOption("--out <dir>", "the bundle's folder; its folder work holds the checkpoints")
        .option("--profile <name>", "micro, quick, laptop or a100: folds, trials, trees", "laptop")
        .option("--device <name>", "cpu; cuda, or nothing; auto takes a GPU where there is one to use", "cpu")
        .option("--resume", "go on with the training that the folder has")
        .option("--clusters <number>", "groups of tickers that behave alike", "5")
        .option("--trials <number>", "trials of each engine in each cluster; by default the profile's")
        .option("--minutes <number>", "instead of trials: what tuning may take, about, by fits that are measured first")
        .option(
          "--members <list>",
          "engines, separated by commas; mlp, a network, comes with 'npm run setup -- --neural'",
          USUAL_LIST,
        )
        .option("--classes <number>", "2: BUY against the rest; 3: SELL, HOLD, BUY", "2")
        .option("--inputs <how>", "plain; ranked: each as its rank among the day's tickers", "plain")
        .option("--weights <how>", "equal; uniqueness: overlapping labels weigh less in a fit", "equal")
        .option("--objective <name>", "log_loss, or alpha: the t of the reference policy's alpha", "log_loss")
        .option("--no-pruning", "finish every trial, however far behind it is")
        .option("--wanted <share>", "the precision that the threshold is chosen for, where it can be reached", "0.9")
        .option("--seed <number>", "of clusters, studies and fits", "42")
        .option("--workers <number>", "trials at a time; they are the same whatever their number")
        .option(
          "--ray <address>",
          "train on a Ray cluster, HOST:PORT, or auto: one of this machine, which ends with the training. Ray listens on " +
            "all interfaces: its token is the protection. It comes with 'npm run setup -- --ray'",
        )
        .option(...LEDGER_OPTION),
  );
}

/** By how much the ensemble would lose without each of its members, in nats a row. */
function worthOf({ names, worth }: { readonly names: readonly string[]; readonly worth: readonly number[] }): string {
  const each = names.map((name, k) => `${name} ${worth[k]! < 0 ? "" : "+"}${worth[k]!.toFixed(5)}`);
  return `; log-loss of the ensemble without each member: ${each.join(", ")}`;
}

function describe({ out, manifest, calibrated, notes, elapsed, merges }: Training): string {
  const { clusters, members, spans, training, policy, certificate } = manifest;
  const held = (name: "tuning" | "calibration" | "certificate"): string => {
    const { from, to, rows } = spans[name];
    return `${name} ${from} to ${to} (${rows} rows)`;
  };
  return [
    `${out}: ${members.length} members, ${training.trials} trials of each, in ${elapsed.toFixed(1)} s`,
    `Spans: ${held("tuning")}; held out: ${held("calibration")}, ${held("certificate")}`,
    `Clusters: ${clusters.map(({ number, name }) => `${number} ${name}`).join(", ")}${merges.length === 0 ? "" : `; ${merges.length} merged`}`,
    ...members.map(
      ({ cluster, engine, outOfFold: { auc, aucVolatilityOnly, logLoss } }) =>
        `Cluster ${cluster}, ${engine}: AUC ${auc.toFixed(3)} (volatility alone ${aucVolatilityOnly.toFixed(3)}), log-loss ${logLoss.toFixed(4)}`,
    ),
    ...calibrated.scorers.map((fitted, k) => {
      const kept = fitted === null ? "not decided on" : fitted.isEnsemble ? "the ensemble" : `${fitted.best} alone`;
      const worth = fitted === null || fitted.names.length === 1 ? "" : worthOf(fitted);
      return `Cluster ${clusters[k]!.number}: ${kept}${worth}`;
    }),
    ...(policy === null ? [] : [policySentence(policy)]),
    ...(certificate === null ? [] : [certificateSentence(certificate)]),
    ...notes.map((note) => `Note: ${note}`),
  ].join("\n");
}

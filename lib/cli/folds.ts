import { z } from "zod";
import { combinatorialPurgedKFold, type Fold, purgedKFold, walkForward, writeFolds } from "../cv/index.ts";
import { type LabelIntervals, readLabels } from "../labels/index.ts";
import { count, parseOptions } from "./options.ts";
import { parquetFile } from "./outputFile.ts";
import { PANEL_HELP, readPanelArgument } from "./panelArgument.ts";
import type { Program } from "./program.ts";

const A_SHARE = "give a share of the sessions from 0 to below 1, such as 0.01 for 1 %";
const schema = z.object({
  labels: z.string(),
  out: z.string(),
  folds: count,
  embargo: z.coerce.number(A_SHARE).min(0, A_SHARE).lt(1, A_SHARE),
  scheme: z.enum(["purged", "walk-forward", "combinatorial"]),
});

type Split = (labels: LabelIntervals, options: { readonly folds: number; readonly embargo: number }) => readonly Fold[];

const splitBy: Readonly<Record<"purged" | "walk-forward" | "combinatorial", Split>> = {
  purged: purgedKFold,
  "walk-forward": (labels, { folds }) => walkForward(labels, { folds }),
  combinatorial: (labels, { folds, embargo }) => combinatorialPurgedKFold(labels, { groups: folds, embargo }).folds,
};

/** `trident folds PANEL --labels L.parquet --out F.parquet`: fold, side, ticker, date, to train on elsewhere. */
export function registerFolds(program: Program): void {
  program.add(
    "folds",
    "Split labelled rows by the intervals of their labels, to train on elsewhere: fold, side, ticker, date.",
    async (call, [source], given) => {
      const { labels: named, out: file, folds: number, embargo, scheme } = parseOptions(schema, given);
      const [market, labelled] = [call.panel(source!), call.input(named)];
      const out = await parquetFile(call.path(file), [market, labelled]);
      const panel = await readPanelArgument(call, market, undefined);
      const labels = await readLabels(panel, labelled);
      if (labels.strange > 0) call.progress(`${labels.strange} labels have no bar in the panel and are passed over`);
      const folds = splitBy[scheme](labels, { folds: number, embargo });
      const rows = await writeFolds(out, panel, folds);
      const purged = folds.reduce((sum, fold) => sum + fold.purged, 0);
      const embargoed = folds.reduce((sum, fold) => sum + fold.embargoed, 0);
      return {
        json: { out, scheme, rows, folds: folds.length, purged, embargoed, strange: labels.strange },
        text: `${out}: ${folds.length} ${scheme} folds, ${rows} rows, ${purged} purged, ${embargoed} under embargo`,
      };
    },
    (command) =>
      command
        .argument("<panel>", PANEL_HELP)
        .requiredOption("--labels <file>", "Parquet or CSV with ticker, date, exit_date, as trident labels writes it")
        .requiredOption("--out <file>", "the Parquet file to write")
        .option(
          "--folds <number>",
          "how many; of a combinatorial split, how many groups, of which each fold tests two",
          "5",
        )
        .option("--embargo <share>", "of the sessions, after a test block; walk-forward needs none", "0.01")
        .option("--scheme <name>", "purged, walk-forward or combinatorial", "purged"),
  );
}

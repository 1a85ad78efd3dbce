import { z } from "zod";
import { engineerFeatures } from "../features/index.ts";
import { type FileColumn, writeParquet } from "../files/index.ts";
import { adjustmentNote, rowColumns } from "../market/index.ts";
import { matrixColumn } from "../runtime/index.ts";
import { FEATURE_OPTION, parseOptions, tickerList } from "./options.ts";
import { parquetFile } from "./outputFile.ts";
import { PANEL_HELP, readPanelArgument } from "./panelArgument.ts";
import type { Program } from "./program.ts";

const schema = z.object({ out: z.string(), tickers: tickerList.optional(), feature: z.array(z.string()) });

/** `trident features PANEL --out F.parquet`: ticker, date, the 71 columns in catalogue order, and the user's own. */
export function registerFeatures(program: Program): void {
  program.add(
    "features",
    "Compute the 71 features of every bar and write them to a Parquet file.",
    async (call, [source], given) => {
      const options = parseOptions(schema, given);
      const from = call.panel(source!);
      const out = await parquetFile(call.path(options.out), [from]);
      const own = options.feature.map((file) => call.input(file));
      const panel = await readPanelArgument(call, from, options.tickers);
      call.progress(`${panel.rows} bars of ${panel.tickers.length} tickers`);
      const features = await engineerFeatures(panel, { features: own });
      const columns: FileColumn[] = [
        ...rowColumns(panel),
        ...features.names.map((name) => ({ name, type: "float32" as const, values: matrixColumn(features, name) })),
      ];
      await writeParquet(out, columns, panel.rows);
      const { adjustment, adjustedBy = null, bias } = panel.origin;
      return {
        json: {
          out,
          rows: panel.rows,
          tickers: panel.tickers.length,
          columns: features.names.length,
          adjustment,
          adjustedBy,
          bias,
        },
        text: `${out}: ${panel.rows} rows, ${features.names.length} features, ${adjustmentNote(panel.origin)}`,
      };
    },
    (command) =>
      command
        .argument("<panel>", PANEL_HELP)
        .requiredOption("--out <file>", "the Parquet file to write")
        .option(...FEATURE_OPTION)
        .option("--tickers <list>", "only these, separated by commas"),
  );
}

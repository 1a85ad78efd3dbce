import { z } from "zod";
import { writeParquet } from "../files/index.ts";
import { LABEL_METHODS, labelColumns, labelPanel } from "../labels/index.ts";
import { rowColumns } from "../market/index.ts";
import { count, fraction, parseOptions, tickerList } from "./options.ts";
import { outputFile } from "./outputFile.ts";
import { PANEL_HELP, readPanelArgument } from "./panelArgument.ts";
import type { Program } from "./program.ts";

const schema = z.object({
  out: z.string(),
  tickers: tickerList.optional(),
  method: z.enum(LABEL_METHODS),
  profit: fraction,
  stop: fraction,
  horizon: count,
  entry: z.enum(["next_open", "close"]),
  timeout: z.enum(["hold", "sign"]),
});

/** `trident labels PANEL --method ...`: ticker, date, label, entry_date, exit_date, ret, delisted. */
export function registerLabels(program: Program): void {
  program.add(
    "labels",
    "Label every bar's decision by what became of it and write the labels to a Parquet file.",
    async (call, [source], given) => {
      const { out: file, tickers, ...options } = parseOptions(schema, given);
      const from = call.panel(source!);
      const out = await outputFile(call.path(file), [from]);
      const panel = await readPanelArgument(from, tickers);
      const labels = labelPanel(panel, options);
      await writeParquet(out, [...rowColumns(panel), ...labelColumns(labels)], panel.rows);
      const counts = { buy: 0, hold: 0, sell: 0, unknown: 0 };
      for (let row = 0; row < labels.rows; row++) {
        const label = labels.label[row]!;
        counts[labels.known[row] === 1 ? (label > 0 ? "buy" : label < 0 ? "sell" : "hold") : "unknown"]++;
      }
      const { bias } = panel.origin;
      return {
        json: { out, rows: panel.rows, tickers: panel.tickers.length, ...counts, bias, parameters: labels.parameters },
        text: `${out}: ${panel.rows} rows, ${counts.buy} BUY, ${counts.hold} HOLD, ${counts.sell} SELL, ${counts.unknown} without a label`,
      };
    },
    (command) =>
      command
        .argument("<panel>", PANEL_HELP)
        .requiredOption("--out <file>", "the Parquet file to write")
        .requiredOption("--method <name>", "simple or triple_barrier")
        .requiredOption("--profit <fraction>", "target above the entry, 0.05 for 5 %")
        .requiredOption("--stop <fraction>", "stop below the entry, 0.08 for 8 %")
        .requiredOption("--horizon <bars>", "bars until the time-out")
        .option("--entry <where>", "next_open or close", "next_open")
        .option("--timeout <label>", "hold, or sign: 1 for a gain at the time-out", "hold")
        .option("--tickers <list>", "only these, separated by commas"),
  );
}

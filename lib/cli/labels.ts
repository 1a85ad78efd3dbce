import { UsageError } from "trident-base";
import { z } from "zod";
import { writeParquet } from "../files/index.ts";
import { type Labels, labelColumns, labelPanel } from "../labels/index.ts";
import { adjustmentNote, rowColumns } from "../market/index.ts";
import { addLabellingOptions, checkFractions, labellingFields } from "./labellingOptions.ts";
import { parseOptions, tickerList } from "./options.ts";
import { parquetFile } from "./outputFile.ts";
import { PANEL_HELP, readPanelArgument } from "./panelArgument.ts";
import type { Program } from "./program.ts";

const schema = z
  .object({
    out: z.string(),
    tickers: tickerList.optional(),
    ...labellingFields,
    entry: z.enum(["next_open", "close"]),
    timeout: z.enum(["hold", "sign"]),
  })
  .superRefine(checkFractions);

/** `trident labels PANEL --method ...`: ticker, date, label, entry_date, exit_date, ret, delisted. */
export function registerLabels(program: Program): void {
  program.add(
    "labels",
    "Label every bar's decision by what became of it and write the labels to a Parquet file.",
    async (call, [source], given) => {
      const { out: file, tickers, ...options } = parseOptions(schema, given);
      const from = call.panel(source!);
      const out = await parquetFile(call.path(file), [from]);
      const panel = await readPanelArgument(call, from, tickers);
      const labels = labelPanel(panel, options);
      const counts = { buy: 0, hold: 0, sell: 0, unknown: 0 };
      for (let row = 0; row < labels.rows; row++) {
        const label = labels.label[row]!;
        counts[labels.known[row] === 1 ? (label > 0 ? "buy" : label < 0 ? "sell" : "hold") : "unknown"]++;
      }
      if (counts.unknown === labels.rows) {
        const longest = Math.max(...panel.tickers.map((_, t) => panel.offsets[t + 1]! - panel.offsets[t]!));
        throw new UsageError(`no row has a label with horizon ${options.horizon}`, {
          where: [panel.origin.source],
          remedy: `Give a shorter horizon or longer series: no ticker has more than ${longest} bars.`,
        });
      }
      await writeParquet(out, [...rowColumns(panel), ...labelColumns(labels)], panel.rows);
      const { adjustment, adjustedBy = null, bias } = panel.origin;
      const delisted = delistedRows(labels);
      return {
        json: {
          out,
          rows: panel.rows,
          tickers: panel.tickers.length,
          ...counts,
          delisted,
          adjustment,
          adjustedBy,
          bias,
          parameters: labels.parameters,
        },
        text: `${out}: ${panel.rows} rows, ${counts.buy} BUY, ${counts.hold} HOLD, ${counts.sell} SELL, ${counts.unknown} without a label, ${delisted.rows} closed by the delisting of ${delisted.tickers} tickers; ${adjustmentNote(panel.origin)}`,
      };
    },
    (command) =>
      addLabellingOptions(
        command.argument("<panel>", PANEL_HELP).requiredOption("--out <file>", "the Parquet file to write"),
        { required: true },
      )
        .option("--entry <where>", "next_open or close", "next_open")
        .option("--timeout <label>", "hold, or sign: 1 for a gain at the time-out", "hold")
        .option("--tickers <list>", "only these, separated by commas; cross_sectional ranks among them"),
  );
}

/** Rows whose position was closed by a delisting, and of how many tickers. */
function delistedRows({ delisted, offsets, tickers }: Labels): { readonly rows: number; readonly tickers: number } {
  const rows = tickers.map((_, t) => delisted.subarray(offsets[t]!, offsets[t + 1]!).reduce((sum, x) => sum + x, 0));
  return { rows: rows.reduce((sum, each) => sum + each, 0), tickers: rows.filter((each) => each > 0).length };
}

import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { isoDate, writeAtomically } from "trident-base";
import { z } from "zod";
import { formatNumber } from "../charts/index.ts";
import { type WaterfallStep, waterfall, waterfallPicture } from "../honesty/index.ts";
import { isSynthetic } from "../market/index.ts";
import { SEARCH_LIST } from "../published/index.ts";
import { CommandLineError } from "./commandLineError.ts";
import { count, FEATURE_OPTION, parseOptions, tickerList } from "./options.ts";
import { outputFile } from "./outputFile.ts";
import { PANEL_HELP, readPanelArgument } from "./panelArgument.ts";
import type { Program } from "./program.ts";

const schema = z.object({
  tickers: tickerList.optional(),
  trees: count.optional(),
  picture: z.string().optional(),
  feature: z.array(z.string()),
});

/** `trident waterfall PANEL`: what is left of the published accuracy as its leaks go, and what each makes alone. */
export function registerWaterfall(program: Program): void {
  program.add(
    "waterfall",
    "Remove the leaks of the published protocol one after another, and put each back alone.",
    async (call, [source], given) => {
      const { tickers, trees, picture, feature } = parseOptions(schema, given);
      const from = call.panel(source!);
      const drawing = picture === undefined ? undefined : await svgFile(call.path(picture), from);
      const features = feature.map((file) => call.input(file));
      const panel = await readPanelArgument(call, from, tickers, SEARCH_LIST);
      const result = await waterfall(panel, {
        ...(trees !== undefined && { trees }),
        features,
        onProgress: (done, forests) => {
          if (done % 10 === 0 || done === forests) call.progress(`${done} of ${forests} forests`);
        },
      });
      if (drawing !== undefined) {
        const { calendar, origin } = panel;
        const caption = [
          `${isSynthetic(origin.source) ? origin.source : basename(origin.source)}:`,
          `${panel.tickers.length} tickers, the year to ${isoDate(calendar[calendar.length - 1]!)}, 5 seeds, 10 basis points a trade.`,
          `Bias: ${origin.bias ?? "not known, assume survivorship and hindsight"}.`,
        ].join(" ");
        await writeAtomically(drawing, (file) => writeFile(file, waterfallPicture(result, caption)));
      }
      return { json: result, text: [...result.steps.map(line), "", ...result.alone.map(line)].join("\n") };
    },
    (command) =>
      command
        .argument("<panel>", PANEL_HELP)
        .option("--tickers <list>", "only these, separated by commas; the label search's 20 by default")
        .option(...FEATURE_OPTION)
        .option("--trees <number>", "trees of each forest; the published 100 by default")
        .option("--picture <file>", "also draw it as an SVG picture"),
  );
}

function line({ title, rows, accuracy, baseRate, winRate, breakEven, edge, interval }: WaterfallStep): string {
  const percent = (share: number): string => formatNumber(share, 1, "%");
  return [
    title.padEnd(64),
    `accuracy ${percent(accuracy)}, constant answer ${percent(baseRate)} on ${formatNumber(rows)} rows;`,
    `win rate ${percent(winRate)}, break-even ${percent(breakEven)}, edge ${percent(edge)}`,
    `(${percent(interval[0])} to ${percent(interval[1])})`,
  ].join(" ");
}

async function svgFile(file: string, source: string): Promise<string> {
  await outputFile(file, [source]);
  if (/.\.svg$/i.test(file)) return file;
  throw new CommandLineError("this is no name of an SVG picture", { where: [file], remedy: "End it in .svg." });
}

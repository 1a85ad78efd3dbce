import { extname } from "node:path";
import { z } from "zod";
import { checkBars, passManifest, type QualityReport, quarantineRows, readBars } from "../market/index.ts";
import { CommandLineError } from "./commandLineError.ts";
import { parseOptions } from "./options.ts";
import { outputFile } from "./outputFile.ts";
import { PANEL_HELP } from "./panelArgument.ts";
import type { Call, Program } from "./program.ts";

const schema = z.object({
  fix: z.boolean().default(false),
  out: z.string().optional(),
  quarantine: z.string().optional(),
});

/** Findings of a kind that a person is shown. */
const SHOWN = 10;

/** `trident market check PANEL`: what is wrong with bars; with `--fix` the rows at fault go into a second file. */
export function registerMarketCheck(program: Program): void {
  program.add(
    "market check",
    "Say what is wrong with the bars of a panel, by ticker and date.",
    async (call, [source], given) => {
      const from = call.panel(source!);
      const files = await filesOf(call, from, parseOptions(schema, given));
      const bars = await readBars(from);
      call.progress(`${bars.date.length} bars are read`);
      const report = checkBars(bars);
      const findings = report.findings.map(({ ticker, date, kind, detail }) => ({ ticker, date, kind, detail }));
      const json = { rows: report.rows, tickers: report.tickers, findings };
      if (!files) return { json, text: describe(report) };
      const rows = await quarantineRows(bars, report.findings, files);
      await passManifest(from, files.clean, "the rows without findings");
      const written = `${files.clean}: ${rows.clean} rows\n${files.quarantine}: ${rows.quarantine} rows in quarantine`;
      return { json: { ...json, fix: { ...files, rows } }, text: `${describe(report)}\n${written}` };
    },
    (command) =>
      command
        .argument("<panel>", PANEL_HELP)
        .option("--fix", "write the rows without findings to --out, the others to --quarantine; no price is changed")
        .option("--out <file>", "with --fix, the Parquet file of the clean rows")
        .option("--quarantine <file>", "with --fix, the Parquet file of the rows at fault"),
  );
}

async function filesOf(call: Call, source: string, { fix, out, quarantine }: z.infer<typeof schema>) {
  if (!fix && out === undefined && quarantine === undefined) return undefined;
  if (!fix || out === undefined || quarantine === undefined) {
    throw new CommandLineError("--fix, --out and --quarantine go together", {
      remedy: "Give all three or none of them.",
    });
  }
  const files = { clean: call.path(out), quarantine: call.path(quarantine) };
  for (const file of [files.clean, files.quarantine]) {
    if (extname(file).toLowerCase() === ".parquet") continue;
    throw new CommandLineError("this is no name of a Parquet file", { where: [file], remedy: "End it in .parquet." });
  }
  if (files.clean.toLowerCase() === files.quarantine.toLowerCase()) {
    throw new CommandLineError("--out and --quarantine are one file", { where: [files.clean], remedy: "Name two." });
  }
  return {
    clean: await outputFile(files.clean, [source]),
    quarantine: await outputFile(files.quarantine, [source, files.clean]),
  };
}

function describe({ rows, tickers, findings }: QualityReport): string {
  const bars = `${rows} bars of ${tickers} tickers`;
  if (findings.length === 0) return `${bars}: nothing found`;
  const kinds = [...new Set(findings.map(({ kind }) => kind))].sort();
  const parts = kinds.map((kind) => {
    const mine = findings.filter((each) => each.kind === kind);
    const lines = mine.slice(0, SHOWN).map(({ ticker, date, detail }) => `  ${ticker} ${date} ${detail}`);
    const more = mine.length > SHOWN ? [`  and ${mine.length - SHOWN} more: see --json`] : [];
    return [`${kind}: ${mine.length}`, ...lines, ...more].join("\n");
  });
  return [`${bars}: ${findings.length} findings`, ...parts].join("\n");
}

import { z } from "zod";
import {
  adjustmentNote,
  type BarColumns,
  checkBars,
  groupFindings,
  passManifest,
  type QualityReport,
  quarantineRows,
  readBars,
  writeFindings,
} from "../market/index.ts";
import { CommandLineError } from "./commandLineError.ts";
import { parseOptions } from "./options.ts";
import { parquetFile } from "./outputFile.ts";
import { PANEL_HELP } from "./panelArgument.ts";
import type { Call, Program } from "./program.ts";

const schema = z.object({
  fix: z.boolean().default(false),
  out: z.string().optional(),
  quarantine: z.string().optional(),
});

/** Findings of a kind that a person is shown. */
const SHOWN = 10;
/** Findings beyond which the answer groups them by ticker and kind; `--out` has them all. */
const MOST = 10_000;

/** `trident market check PANEL`: what is wrong with bars; with `--fix` the rows at fault go into a second file. */
export function registerMarketCheck(program: Program): void {
  program.add(
    "market check",
    "Say what is wrong with the bars of a panel, by ticker and date.",
    async (call, [source], given) => {
      const options = parseOptions(schema, given);
      const fix = fixOf(call, options);
      const from = call.panel(source!);
      const files = fix && (await filesOf(fix, from));
      const list = files || options.out === undefined ? undefined : await parquetFile(call.path(options.out), [from]);
      const bars = await readBars(from);
      call.progress(`${bars.date.length} bars are read; ${noteOf(bars)}`);
      const report = checkBars(bars);
      const { rows, tickers, findings } = report;
      const grouped = findings.length > MOST;
      const json = {
        rows,
        tickers,
        count: findings.length,
        grouped,
        findings: grouped
          ? groupFindings(findings)
          : findings.map(({ ticker, date, kind, detail }) => ({ ticker, date, kind, detail })),
      };
      if (list !== undefined) {
        await writeFindings(list, findings);
        return { json: { ...json, out: list }, text: `${describe(report)}\n${list}: ${findings.length} findings` };
      }
      if (!files) return { json, text: describe(report) };
      const parted = await quarantineRows(bars, findings, files);
      await passManifest(from, files.clean, "the rows without findings");
      const written = `${files.clean}: ${parted.clean} rows\n${files.quarantine}: ${parted.quarantine} rows in quarantine`;
      return { json: { ...json, fix: { ...files, rows: parted } }, text: `${describe(report)}\n${written}` };
    },
    (command) =>
      command
        .argument("<panel>", PANEL_HELP)
        .option("--fix", "write the rows without findings to --out, the others to --quarantine; no price is changed")
        .option("--out <file>", "the Parquet file of all findings; with --fix, of the clean rows")
        .option("--quarantine <file>", "with --fix, the Parquet file of the rows at fault"),
  );
}

/** Where the two files of `--fix` are to lie. */
function fixOf(call: Call, { fix, out, quarantine }: z.infer<typeof schema>) {
  if (!fix && quarantine === undefined) return undefined;
  if (!fix || out === undefined || quarantine === undefined) {
    throw new CommandLineError("--fix, --out and --quarantine go together", {
      remedy: "Give all three, --out alone for a file of the findings, or none of them.",
    });
  }
  const [clean, rest] = [call.path(out), call.path(quarantine)] as const;
  if (clean.toLowerCase() === rest.toLowerCase()) {
    throw new CommandLineError("--out and --quarantine are one file", { where: [clean], remedy: "Name two." });
  }
  return { clean, rest };
}

async function filesOf({ clean, rest }: { readonly clean: string; readonly rest: string }, source: string) {
  return { clean: await parquetFile(clean, [source]), quarantine: await parquetFile(rest, [source, clean]) };
}

function noteOf({ adjClose, adjustedBy, lookalikes }: BarColumns): string {
  return adjustmentNote({
    adjustment: adjClose ? "adj_close" : "as given",
    ...(adjustedBy === undefined ? {} : { adjustedBy }),
    ...(lookalikes === undefined ? {} : { lookalikes }),
  });
}

function describe({ rows, tickers, findings }: QualityReport): string {
  const bars = `${rows} bars of ${tickers} tickers`;
  if (findings.length === 0) return `${bars}: nothing found`;
  const kinds = [...new Set(findings.map(({ kind }) => kind))].sort();
  const parts = kinds.map((kind) => {
    const mine = findings.filter((each) => each.kind === kind);
    const lines = mine.slice(0, SHOWN).map(({ ticker, date, detail }) => `  ${ticker} ${date} ${detail}`);
    const more = mine.length > SHOWN ? [`  and ${mine.length - SHOWN} more: --out FILE.parquet writes all`] : [];
    return [`${kind}: ${mine.length}`, ...lines, ...more].join("\n");
  });
  return [`${bars}: ${findings.length} findings`, ...parts].join("\n");
}

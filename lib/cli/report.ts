import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { writeAtomically } from "trident-base";
import { diffLines, diffRuns, readRun, renderDiff, writeReport } from "trident-jupyter";
import { z } from "zod";
import { CommandLineError } from "./commandLineError.ts";
import { parseOptions } from "./options.ts";
import { outputFile } from "./outputFile.ts";
import type { Answer, Call, Program } from "./program.ts";
import { complaintCount } from "./runNotebooks.ts";

const schema = z.object({ out: z.string().optional(), diff: z.boolean().default(false) });

/** `trident report RUN --out FILE.html`: one self-contained page. `--diff RUN_A RUN_B`: what changed between two runs. */
export function registerReport(program: Program): void {
  program.add(
    "report",
    "Render a run to one page that works offline, or compare two runs.",
    async (call, runs, given) => {
      const options = parseOptions(schema, given);
      const out = options.out === undefined ? undefined : await pageFile(call.path(options.out));
      return options.diff ? compare(call, runs, out) : report(call, runs, out);
    },
    (command) =>
      command
        .argument("<runs...>", "folder of a run, or an executed notebook; with --diff two of them")
        .option("--diff", "what changed from the first run to the second in parameters, data and results")
        .option("--out <file>", "the HTML file to write; without --diff it must be given"),
  );
}

/** A report may lie in the run's own folder, so its name keeps it from taking the place of what the run left there. */
async function pageFile(path: string): Promise<string> {
  if (!/\.html?$/i.test(path)) throw new CommandLineError("a report's name ends in .html", { where: [path] });
  return await outputFile(path, []);
}

async function report(call: Call, [run, ...more]: readonly string[], out: string | undefined): Promise<Answer> {
  if (more.length > 0)
    throw new CommandLineError("a report is of one run", { where: more, remedy: "Compare two with --diff." });
  if (out === undefined) throw new CommandLineError("no file is named to write", { remedy: "Add --out FILE.html." });
  const from = call.input(run!);
  const { bytes, complaints } = await writeReport({ runs: [from], out, title: `Trident Lab: ${basename(from)}` });
  const line = `${out} (${(bytes / 1e6).toFixed(1)} MB)`;
  return { json: { out, bytes, complaints }, text: [line, ...complaintCount(complaints)].join("\n") };
}

async function compare(call: Call, runs: readonly string[], out: string | undefined): Promise<Answer> {
  const [a, b] = runs;
  if (a === undefined || b === undefined || runs.length > 2) {
    throw new CommandLineError("--diff compares two runs", {
      where: runs,
      remedy: "Name the earlier, then the later one.",
    });
  }
  const diff = diffRuns(await readRun(call.input(a)), await readRun(call.input(b)));
  const lines = diffLines(diff);
  if (out === undefined) return { json: diff, text: lines.join("\n") };
  const html = await renderDiff(diff);
  await writeAtomically(out, (temporary) => writeFile(temporary, html));
  call.progress(lines.join("\n"));
  return { json: { out, bytes: Buffer.byteLength(html), ...diff }, text: out };
}

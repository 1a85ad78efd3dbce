import { join } from "node:path";
import { root } from "trident-base/project";
import { writeReport } from "trident-jupyter";
import { z } from "zod";
import { parseOptions, profile } from "./options.ts";
import { PANEL_HELP } from "./panelArgument.ts";
import type { Program } from "./program.ts";
import { exitCodeOf, runNotebooks } from "./runNotebooks.ts";

const schema = z.object({ market: z.string(), profile, out: z.string().optional() });

/** `npm run roadmap`: all notebooks in order, and the report, whether they went through or not. */
export function registerRoadmap(program: Program): void {
  program.add(
    "roadmap",
    "Run all notebooks headless and render the report.",
    async (call, _, given) => {
      const options = parseOptions(schema, given);
      const out = options.out === undefined ? join(root, "data", "runs", "roadmap") : call.path(options.out);
      const market = call.panel(options.market);
      const { record, runs, failures } = await runNotebooks(
        { sources: [join(root, "notebooks")], texts: { market, profile: options.profile }, out },
        call,
      );
      const report = join(out, "report.html");
      const bytes = await writeReport({
        runs: [out],
        out: report,
        title: "Trident Lab: the roadmap",
        subtitle: `Market ${options.market}, profile ${options.profile}`,
      });
      const where = `Report: ${report} (${(bytes / 1e6).toFixed(1)} MB)`;
      return {
        json: { out, report, bytes, runs },
        text: [where, ...failures].join("\n"),
        failed: failures.length > 0,
        ...exitCodeOf(record),
      };
    },
    (command) =>
      command
        .option("--market <panel>", PANEL_HELP, "synthetic")
        .option("--profile <name>", "quick, laptop or a100", "quick")
        .option("--out <dir>", "folder of the run; data/runs/roadmap by default"),
  );
}

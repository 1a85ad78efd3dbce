import { basename } from "node:path";
import { writeReport } from "trident-jupyter";
import { z } from "zod";
import { parseOptions } from "./options.ts";
import { outputFile } from "./outputFile.ts";
import type { Program } from "./program.ts";

const schema = z.object({ out: z.string() });

/** `trident report RUN --out FILE.html`: one self-contained page. */
export function registerReport(program: Program): void {
  program.add(
    "report",
    "Render a run's executed notebooks to one page that works offline.",
    async (call, [run], given) => {
      const out = await outputFile(call.path(parseOptions(schema, given).out), []);
      const bytes = await writeReport({ runs: [call.path(run!)], out, title: `Trident Lab: ${basename(run!)}` });
      return { json: { out, bytes }, text: `${out} (${(bytes / 1e6).toFixed(1)} MB)` };
    },
    (command) =>
      command
        .argument("<run>", "folder of a run, or an executed notebook")
        .requiredOption("--out <file>", "the HTML file to write"),
  );
}

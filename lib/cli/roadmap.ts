import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { dataFolder, root } from "trident-base/project";
import { readRunRecord, writeReport } from "trident-jupyter";
import { z } from "zod";
import { resolveFeatures } from "../features/index.ts";
import { openPanel } from "../market/index.ts";
import { PROFILE_NAMES } from "../runtime/index.ts";
import { FEATURE_OPTION, parseOptions, profile } from "./options.ts";
import { PANEL_HELP } from "./panelArgument.ts";
import type { Program } from "./program.ts";
import { complaintCount, exitCodeOf, runNotebooks } from "./runNotebooks.ts";

const schema = z.object({ market: z.string(), profile, feature: z.array(z.string()), out: z.string().optional() });

/** `npm run roadmap`: all notebooks in order, and the report, whether they went through or not. */
export function registerRoadmap(program: Program): void {
  program.add(
    "roadmap",
    "Run all notebooks headless and render the report.",
    async (call, _, given) => {
      const options = parseOptions(schema, given);
      const out = options.out === undefined ? join(dataFolder, "runs", "roadmap") : call.path(options.out);
      const market = call.panel(options.market);
      const features = options.feature.map((file) => call.input(file));
      // A market or feature that cannot be read is refused before an earlier run is touched.
      await Promise.all([openPanel(market), resolveFeatures(features)]);
      const place = await placeBeside(out);
      const { record, runs, failures } = await runNotebooks(
        {
          sources: [join(root, "notebooks")],
          texts: { market, profile: options.profile, featureFiles: JSON.stringify(features) },
          out: place,
        },
        call,
      );
      const { bytes, complaints } = await writeReport({
        runs: [place],
        out: join(place, "report.html"),
        title: "Trident Lab: the roadmap",
        subtitle: `Market ${options.market}, profile ${options.profile}`,
      });
      const isKept = place !== out && record.status !== "completed";
      if (place !== out && !isKept) await replaceFolder(out, place);
      const folder = isKept ? place : out;
      const report = join(folder, "report.html");
      const where = `Report: ${report} (${(bytes / 1e6).toFixed(1)} MB)`;
      const kept = isKept ? [`The last complete run stays in ${out}; this one is in ${place}`] : [];
      return {
        json: {
          ...{ out: folder, report, bytes, complaints },
          runs: runs.map((run) => ({ ...run, out: run.out.replace(place, folder) })),
        },
        text: [where, ...failures, ...kept, ...complaintCount(complaints)].join("\n"),
        failed: failures.length > 0,
        ...exitCodeOf(record),
      };
    },
    (command) =>
      command
        .option("--market <panel>", PANEL_HELP, "synthetic")
        .option("--profile <name>", PROFILE_NAMES.join(", "), "quick")
        .option(...FEATURE_OPTION)
        .option("--out <dir>", "folder of the run; data/runs/roadmap by default"),
  );
}

/** Where to run: a complete run is replaced by another complete one alone, which is made beside it. */
async function placeBeside(out: string): Promise<string> {
  const earlier = await readRunRecord(out).catch(() => undefined);
  if (earlier?.status !== "completed") return out;
  const place = `${out}.unfinished`;
  await rm(place, { recursive: true, force: true });
  return place;
}

async function replaceFolder(out: string, made: string): Promise<void> {
  const old = `${out}.old`;
  await rm(old, { recursive: true, force: true });
  await rename(out, old);
  await rename(made, out);
  await rm(old, { recursive: true, force: true });
}

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { dataFolder } from "trident-base/project";
import { cleanRun, readRunRecord } from "trident-jupyter";
import { z } from "zod";

import { parseOptions } from "./options.ts";
import type { Program } from "./program.ts";

const schema = z.object({ days: z.coerce.number().min(0).optional() });

/** `trident clean [RUN...] [--days N]`: removes runs; without either it lists those that there are. */
export function registerClean(program: Program): void {
  program.add(
    "clean",
    "Remove runs, or list those in data/runs.",
    async (call, given, options) => {
      const { days } = parseOptions(schema, options);
      const listed = given.length > 0 ? given.map((run) => call.input(run)) : await runsIn(join(dataFolder, "runs"));
      const old = days === undefined ? listed : await olderThan(listed, days);
      if (given.length === 0 && days === undefined) {
        return {
          json: { runs: listed, removed: [] },
          text: listed.length > 0 ? listed.join("\n") : "There are no runs.",
        };
      }
      const removed: { run: string; bytes: number; left: readonly string[] }[] = [];
      for (const run of old) {
        const { bytes, left } = await cleanRun(run);
        removed.push({ run, bytes, left });
        call.progress(`${run}: removed${left.length > 0 ? `, but for ${left.join(", ")}` : ""}`);
      }
      const bytes = removed.reduce((sum, each) => sum + each.bytes, 0);
      return { json: { removed, bytes }, text: `${removed.length} removed, ${(bytes / 1e6).toFixed(1)} MB` };
    },
    (command) =>
      command
        .argument("[runs...]", "folders of runs; by default those in data/runs")
        .option("--days <number>", "only runs that began at least so many days ago"),
  );
}

async function runsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  const records = await Promise.all(folders.map((run) => readRunRecord(run).catch(() => undefined)));
  return folders.filter((_, index) => records[index] !== undefined).sort();
}

async function olderThan(runs: readonly string[], days: number): Promise<string[]> {
  const limit = new Date(Date.now() - days * 86_400_000).toISOString();
  const records = await Promise.all(runs.map((run) => readRunRecord(run)));
  return runs.filter((_, index) => (records[index]?.started ?? limit) <= limit);
}

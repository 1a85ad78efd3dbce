import { basename, join } from "node:path";
import { z } from "zod";
import { UsageError } from "../runtime/index.ts";
import { root } from "../setup/index.ts";
import { parseOptions, profile } from "./options.ts";
import type { Program } from "./program.ts";
import { runNotebooks } from "./runNotebooks.ts";

const schema = z.object({
  parameters: z.array(z.string()).default([]),
  profile: profile.optional(),
  out: z.string().optional(),
  timeout: z.coerce.number().positive().optional(),
});

/** `trident run NOTEBOOK|DIR... [-p NAME VALUE]... [--profile P] [--out DIR]`: executed notebooks. */
export function registerRun(program: Program): void {
  program.add(
    "run",
    "Run notebooks headless, with parameters, and keep what they gave.",
    async (call, sources, given) => {
      const options = parseOptions(schema, given);
      const parameters = readPairs(options.parameters);
      if (options.profile !== undefined) parameters.profile = options.profile;
      if (parameters.market !== undefined) parameters.market = call.panel(parameters.market);
      const name = basename(sources[0]!, ".ipynb");
      const out = options.out === undefined ? join(root, "data", "runs", name) : call.path(options.out);
      const runs = await runNotebooks({
        sources: sources.map((source) => call.path(source)),
        parameters,
        out,
        timeout: options.timeout,
        progress: call.progress,
        signal: call.signal,
      });
      const failure = runs.find((run) => run.status !== "completed");
      return {
        json: { out, runs },
        text: failure ? `${failure.status}: ${failure.failure}` : `${runs.length} executed in ${out}`,
        failed: failure !== undefined,
      };
    },
    (command) =>
      command
        .argument("<notebooks...>", "notebooks, or folders of them")
        .option("-p, --parameters <name value>", "set a parameter; as often as needed", collect)
        .option("--profile <name>", "the parameter profile: quick, laptop or a100")
        .option("--out <dir>", "where the executed notebooks go; data/runs/NAME by default")
        .option("--timeout <seconds>", "stop a cell that takes longer"),
  );
}

function collect(pair: string, before: readonly string[] = []): readonly string[] {
  return [...before, pair];
}

function readPairs(pairs: readonly string[]): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1) throw new UsageError(`-p ${pair} has no value`, { remedy: "Write -p NAME VALUE." });
    values[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return values;
}

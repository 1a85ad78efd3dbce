import { basename, join } from "node:path";
import { z } from "zod";
import { root } from "../setup/index.ts";
import { parseOptions } from "./options.ts";
import type { Program } from "./program.ts";
import { runNotebooks } from "./runNotebooks.ts";

const schema = z.object({
  parameters: z.record(z.string(), z.string()).default({}),
  profile: z.string().optional(),
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
      const parameters = { ...options.parameters, ...(options.profile ? { profile: options.profile } : {}) };
      if (parameters.market !== undefined) parameters.market = call.panel(parameters.market);
      const name = basename(sources[0]!, ".ipynb");
      const out = options.out ? call.path(options.out) : join(root, "data", "runs", name);
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
        text: failure ? `failed: ${failure.failure}` : `${runs.length} notebooks in ${out}`,
        failed: failure !== undefined,
      };
    },
    (command) =>
      command
        .argument("<notebooks...>", "notebooks, or folders of them")
        .option(
          "-p, --parameters <name value>",
          "set a parameter: -p NAME VALUE, as often as needed",
        )
        .option("--profile <name>", "quick, laptop or a100: the parameter profile")
        .option("--out <dir>", "where the executed notebooks go (data/runs/NAME)")
        .option("--timeout <seconds>", "stop a cell that takes longer"),
  );
}

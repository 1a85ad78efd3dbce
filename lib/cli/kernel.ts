import type { Command } from "commander";
import { venv } from "trident-base/project";
import { type InstallKernelspecOptions, installKernelspec, uninstallKernelspec } from "trident-jupyter";
import { z } from "zod";

import { CommandLineError } from "./commandLineError.ts";
import { parseOptions } from "./options.ts";
import type { Call, Program } from "./program.ts";

const schema = z.object({
  prefix: z.string().optional(),
  user: z.boolean().default(false),
  force: z.boolean().default(false),
});

/** `trident kernel install|uninstall`: the TypeScript kernel in any Jupyter. */
export function registerKernel(program: Program): void {
  program.add(
    "kernel install",
    "Make the TypeScript kernel known to a Jupyter, as 'tslab'.",
    async (call, _, given) => {
      const path = await installKernelspec(placeOf(call, given));
      return { json: { path }, text: `The kernel is installed: ${path}` };
    },
    (command) => declarePlace(command).option("--force", "overwrite a kernelspec that another program wrote"),
  );
  program.add(
    "kernel uninstall",
    "Take the TypeScript kernel away again.",
    async (call, _, given) => {
      const path = await uninstallKernelspec(placeOf(call, given));
      return { json: { path }, text: `The kernel is uninstalled: ${path}` };
    },
    (command) => declarePlace(command).option("--force", "remove a kernelspec that another program wrote"),
  );
}

function declarePlace(command: Command): Command {
  return command
    .option("--prefix <folder>", "the environment whose Jupyter is meant; this project's .venv by default")
    .option("--user", "every Jupyter of this user");
}

function placeOf(call: Call, given: Record<string, unknown>): InstallKernelspecOptions {
  const { prefix, user, force } = parseOptions(schema, given);
  if (user && prefix !== undefined) {
    throw new CommandLineError("--user and --prefix name two places", { remedy: "Give one of them." });
  }
  if (user) return { force };
  return { force, prefix: prefix === undefined ? venv : call.path(prefix) };
}

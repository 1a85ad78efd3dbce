import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Command } from "commander";
import type { Json } from "trident-base";
import { UsageError } from "trident-base";
import { dataFolder } from "trident-base/project";
import { type ParameterValues, readParameterText } from "trident-jupyter";
import { z } from "zod";
import { PROFILE_NAMES } from "../runtime/index.ts";
import { asCommandLine, CommandLineError } from "./commandLineError.ts";
import { count, FEATURE_OPTION, parseOptions, profile } from "./options.ts";
import type { Call, Program } from "./program.ts";
import { complaintCount, exitCodeOf, runNotebooks } from "./runNotebooks.ts";

const texts = z.array(z.string()).default([]);
const schema = z.object({
  parameters: texts,
  parameters_yaml: texts,
  parameters_file: texts,
  profile: profile.optional(),
  feature: z.array(z.string()),
  out: z.string().optional(),
  timeout: z.coerce.number().positive().optional(),
  jobs: count.default(1),
  resume: z.boolean().default(false),
  failFast: z.boolean().default(false),
});

/** What is printed below the options in `--help`. */
const NOTES = `
Parameters come from files (-f), then YAML (-y), then pairs (-p); the later ones win. They are YAML 1.2, so that NO and
ON stay text. A value that does not fit the type in the cell tagged 'parameters' is refused before anything runs.

A notebook may say under the metadata key 'trident' what it needs and makes: {"needs": ["data/a.json"], "makes": [...]}.
Those that do not need each other run side by side with --jobs, and go on when another one fails.

An error that nothing handles, in a timer or a promise that no cell awaits, fails its cell and the run. After the last
cell a run waits up to 5 s for what cells have started; what still goes on then is named.

Exit codes: 0 all completed; 1 a notebook failed or was not run, or the run was refused; 2 the command line was wrong,
as with a parameter that no notebook has, a value that does not fit its type, or a path where nothing is;
130 stopped by Ctrl-C (a second Ctrl-C stops at once); 143 and 129 ended by SIGTERM and SIGHUP.`;

/** `trident run NOTEBOOK|DIR...`: executed notebooks, and the record of their run. */
export function registerRun(program: Program): void {
  program.add(
    "run",
    "Run notebooks headless, with parameters, and keep what they gave.",
    async (call, sources, given) => {
      const options = parseOptions(schema, given);
      const pairs = readPairs(options.parameters);
      if (options.profile !== undefined) pairs.profile = options.profile;
      if (pairs.market !== undefined) pairs.market = call.panel(pairs.market);
      if (options.feature.length > 0)
        pairs.featureFiles = JSON.stringify(options.feature.map((file) => call.input(file)));
      const name = basename(sources[0]!, ".ipynb");
      const out = options.out === undefined ? join(dataFolder, "runs", name) : call.path(options.out);
      const { jobs, resume, failFast, timeout } = options;
      const { record, runs, failures, complaints } = await runNotebooks(
        {
          sources: sources.map((source) => call.input(source)),
          values: await readValues(call, options.parameters_file, options.parameters_yaml),
          texts: pairs,
          out,
          timeout,
          jobs,
          resume,
          failFast,
        },
        call,
      );
      return {
        json: { out, status: record.status, seconds: record.seconds, complaints, runs },
        text: [
          ...(failures.length > 0 ? failures : [`${runs.length} executed in ${out}`]),
          ...complaintCount(complaints),
        ].join("\n"),
        failed: failures.length > 0,
        ...exitCodeOf(record),
      };
    },
    (command) =>
      command
        .argument("<notebooks...>", "notebooks, or folders of them")
        .option("-p, --parameters <name value>", "set a parameter; as often as needed", collectPair(command))
        .option("-y, --parameters_yaml <yaml>", "parameters as YAML; as often as needed", collect)
        .option("-f, --parameters_file <file>", "parameters from a YAML or JSON file; as often as needed", collect)
        .option("--profile <name>", `the parameter profile: ${PROFILE_NAMES.join(", ")}`)
        .option(...FEATURE_OPTION)
        .option("--out <dir>", "where the executed notebooks go; data/runs/NAME by default")
        .option("--resume", "take over what finished in this folder and depends on nothing that has changed")
        .option("--jobs <number>", "how many notebooks run at a time", "1")
        .option("--timeout <seconds>", "stop a cell that takes longer")
        .option("--fail-fast", "stop everything at the first failure")
        .addHelpText("after", NOTES),
  );
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** As `collect`, but an option's own name is not taken for the value that was forgotten before it. */
function collectPair({ options }: Command): typeof collect {
  return (pair, before) => {
    const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
    if (options.some(({ long, short }) => value === long || value === short)) {
      throw new CommandLineError(`-p ${name} has no value, since ${value} is an option`, {
        remedy: `Write -p NAME VALUE; where that is the value, -y '${name}: "${value}"'.`,
      });
    }
    return collect(pair, before);
  };
}

/** The parameters of files and of YAML on the command line; a market is named as its caller means it. */
async function readValues(call: Call, files: readonly string[], yamls: readonly string[]): Promise<ParameterValues> {
  const values = new Map<string, Json>();
  const add = (more: ParameterValues) => {
    for (const [name, value] of Object.entries(more)) values.set(name, value);
  };
  for (const file of files) {
    const text = await readFile(call.input(file), "utf8").catch((cause) => {
      throw new UsageError(`the file of parameters cannot be read: ${(cause as Error).message}`, { where: [file] });
    });
    add(readParameterText(text, file));
  }
  for (const yaml of yamls) add(asCommandLine(() => readParameterText(yaml, "-y")));
  const market = values.get("market");
  if (typeof market === "string") values.set("market", call.panel(market));
  return Object.fromEntries(values);
}

function readPairs(pairs: readonly string[]): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1) throw new CommandLineError(`-p ${pair} has no value`, { remedy: "Write -p NAME VALUE." });
    values[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return values;
}

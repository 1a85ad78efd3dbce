import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, venvProgram } from "trident-base/project";
import { z } from "zod";
import type { Benchmark } from "../runtime/index.ts";
import { CommandLineError } from "./commandLineError.ts";
import { count, parseOptions } from "./options.ts";
import { PANEL_HELP } from "./panelArgument.ts";
import type { Program } from "./program.ts";

/** About 1.5 million rows. */
const MARKET = "synthetic:tickers=1000,years=8";

const schema = z.object({ market: z.string(), rows: count, runs: count, beside: z.string().optional() });

/** `trident bench NAME`: the benchmark of the file `NAME.bench.ts`, beside what it measures. */
export function registerBench(program: Program): void {
  program.add(
    "bench",
    "Measure one part beside its peers, on this machine.",
    async (call, [name], given) => {
      const options = parseOptions(schema, given);
      const run = await findBenchmark(name!);
      const market = call.panel(options.market);
      const result = await run({ ...options, market, python: venvProgram("python"), progress: call.progress });
      const { rows, threads, seconds, peers } = result;
      const beside = Object.entries(peers).map(([peer, its]) => `${peer} ${its.toFixed(3)} s`);
      const text = [`${rows} rows, ${threads} threads: ${seconds.toFixed(3)} s`, ...beside].join("; ");
      return { json: { name, ...result }, text: `${name}: ${text}` };
    },
    (command) =>
      command
        .argument("<name>", `one of ${[...benchmarks().keys()].join(", ")}`)
        .option("--market <panel>", PANEL_HELP, MARKET)
        .option("--rows <number>", "rows at most", "1500000")
        .option("--runs <number>", "timed runs, after one that warms up", "5")
        .option("--beside <folder>", "kernel: another checkout of this project, whose kernel takes turns"),
  );
}

/** The benchmarks' files by name. */
function benchmarks(): ReadonlyMap<string, string> {
  const lib = join(root, "lib");
  const files = readdirSync(lib, { withFileTypes: true })
    .filter((room) => room.isDirectory() && !["node_modules", "dist"].includes(room.name))
    .flatMap((room) =>
      readdirSync(join(lib, room.name), { recursive: true, encoding: "utf8" }).map((file) =>
        join(lib, room.name, file),
      ),
    );
  const named = files.map((file) => [/([^\\/]+)\.bench\.ts$/.exec(file)?.[1], file] as const);
  return new Map(named.filter((entry): entry is readonly [string, string] => entry[0] !== undefined).sort());
}

async function findBenchmark(name: string): Promise<Benchmark> {
  const known = benchmarks();
  const file = known.get(name);
  if (file === undefined) {
    throw new CommandLineError(`there is no benchmark '${name}'`, {
      remedy: `There is ${[...known.keys()].join(", ")}.`,
    });
  }
  return ((await import(pathToFileURL(file).href)) as { readonly default: Benchmark }).default;
}

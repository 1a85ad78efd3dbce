import { currentSession } from "../runtime/index.ts";
import { type Register, runProgram } from "./program.ts";

/** A command is loaded when it is called, with all that it stands on; all of them for the list in `--help`. */
const COMMANDS: Readonly<Record<string, () => Promise<Register>>> = {
  backtest: async () => (await import("./backtest.ts")).registerBacktest,
  bench: async () => (await import("./bench.ts")).registerBench,
  clean: async () => (await import("./clean.ts")).registerClean,
  dataset: async () => (await import("./dataset.ts")).registerDataset,
  dial: async () => (await import("./dial.ts")).registerDial,
  doctor: async () => (await import("./doctor.ts")).registerDoctor,
  features: async () => (await import("./features.ts")).registerFeatures,
  kernel: async () => (await import("./kernel.ts")).registerKernel,
  labels: async () => (await import("./labels.ts")).registerLabels,
  market: async () => (await import("./market.ts")).registerMarket,
  report: async () => (await import("./report.ts")).registerReport,
  roadmap: async () => (await import("./roadmap.ts")).registerRoadmap,
  run: async () => (await import("./run.ts")).registerRun,
  "search-labels": async () => (await import("./searchLabels.ts")).registerSearchLabels,
  waterfall: async () => (await import("./waterfall.ts")).registerWaterfall,
};

const leave = (code: number): void => {
  // A second signal does not wait for anything.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(code));
  currentSession()
    .close()
    .finally(() => process.exit(code));
};
const interrupt = new AbortController();
let endsByItself = false;
process.once("SIGINT", () => {
  if (!endsByItself) return leave(130);
  process.once("SIGINT", () => leave(130));
  interrupt.abort();
});
process.once("SIGTERM", () => leave(143));
process.once("SIGHUP", () => leave(129));
// The program that started this one is gone.
process.once("disconnect", () => leave(129));
process.channel?.unref();

// A reader that went away (`trident ... | head`) does not stop the work.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

const argv = process.argv.slice(2);
const named = Object.entries(COMMANDS).filter(([name]) => name === argv[0]);
const loads = (named.length > 0 ? named : Object.entries(COMMANDS)).map(([, load]) => load());
process.exitCode = await runProgram(await Promise.all(loads), argv, {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  env: process.env,
  get signal() {
    endsByItself = true;
    return interrupt.signal;
  },
});

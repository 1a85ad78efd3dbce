import { currentSession } from "../runtime/index.ts";
import { type Register, runProgram } from "./program.ts";

/** A command is loaded when it is called, with all that it stands on; all of them for the list in `--help`. */
const COMMANDS: Readonly<Record<string, () => Promise<Register>>> = {
  backtest: async () => (await import("./backtest.ts")).registerBacktest,
  bench: async () => (await import("./bench.ts")).registerBench,
  bundle: async () => (await import("./bundle.ts")).registerBundle,
  clean: async () => (await import("./clean.ts")).registerClean,
  dataset: async () => (await import("./dataset.ts")).registerDataset,
  dial: async () => (await import("./dial.ts")).registerDial,
  doctor: async () => (await import("./doctor.ts")).registerDoctor,
  features: async () => (await import("./features.ts")).registerFeatures,
  kernel: async () => (await import("./kernel.ts")).registerKernel,
  labels: async () => (await import("./labels.ts")).registerLabels,
  market: async () => (await import("./market.ts")).registerMarket,
  predict: async () => (await import("./predict.ts")).registerPredict,
  report: async () => (await import("./report.ts")).registerReport,
  roadmap: async () => (await import("./roadmap.ts")).registerRoadmap,
  run: async () => (await import("./run.ts")).registerRun,
  "search-labels": async () => (await import("./searchLabels.ts")).registerSearchLabels,
  train: async () => (await import("./train.ts")).registerTrain,
  waterfall: async () => (await import("./waterfall.ts")).registerWaterfall,
};

/** How long threads may take to end the task that they are at, in ms. */
const PATIENCE = 2000;

let leaving = false;
const leave = (code: number, why: string): void => {
  leaving = true;
  process.stderr.write(`trident: ${why}\n`);
  // A second signal does not wait for anything.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => end(code, true));
  const late = setTimeout(() => end(code, true), PATIENCE);
  currentSession()
    .close()
    .finally(() => {
      clearTimeout(late);
      end(code, false);
    });
};

/** Ends this process. A thread in native code would turn an orderly exit into a crash, so then it ends by force. */
function end(code: number, isBusy: boolean): void {
  if (!isBusy || !process.send) process.exit(code);
  process.kill(process.pid, "SIGKILL");
}
const interrupt = new AbortController();
let endsByItself = false;
process.once("SIGINT", () => {
  if (!endsByItself) return leave(130, "interrupted");
  process.once("SIGINT", () => leave(130, "interrupted"));
  interrupt.abort();
});
process.once("SIGTERM", () => leave(143, "ended by SIGTERM"));
process.once("SIGHUP", () => leave(129, "ended by SIGHUP"));
// The program that started this one is gone.
process.once("disconnect", () => leave(129, "the program that started it is gone"));
process.channel?.unref();

// A reader that went away (`trident ... | head`) does not stop the work. An answer that cannot be written is lost.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    if (stream === process.stdout) process.stderr.write(`trident: the answer cannot be written: ${error.message}\n`);
    process.exit(1);
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
  get isLeaving() {
    return leaving;
  },
});

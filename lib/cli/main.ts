import { currentSession } from "../runtime/index.ts";
import { type Register, runProgram } from "./program.ts";

/** A command is loaded when it is called, with all that it stands on; all of them for the list in `--help`. */
const COMMANDS: Readonly<Record<string, () => Promise<Register>>> = {
  audit: async () => (await import("./audit.ts")).registerAudit,
  backtest: async () => (await import("./backtest.ts")).registerBacktest,
  bench: async () => (await import("./bench.ts")).registerBench,
  bundle: async () => (await import("./bundle.ts")).registerBundle,
  checklist: async () => (await import("./checklist.ts")).registerChecklist,
  clean: async () => (await import("./clean.ts")).registerClean,
  dataset: async () => (await import("./dataset.ts")).registerDataset,
  dial: async () => (await import("./dial.ts")).registerDial,
  doctor: async () => (await import("./doctor.ts")).registerDoctor,
  features: async () => (await import("./features.ts")).registerFeatures,
  folds: async () => (await import("./folds.ts")).registerFolds,
  "gpu-check": async () => (await import("./gpuCheck.ts")).registerGpuCheck,
  judge: async () => (await import("./judge.ts")).registerJudge,
  kernel: async () => (await import("./kernel.ts")).registerKernel,
  labels: async () => (await import("./labels.ts")).registerLabels,
  market: async () => (await import("./market.ts")).registerMarket,
  paper: async () => (await import("./paper.ts")).registerPaper,
  plan: async () => (await import("./plan.ts")).registerPlan,
  predict: async () => (await import("./predict.ts")).registerPredict,
  report: async () => (await import("./report.ts")).registerReport,
  roadmap: async () => (await import("./roadmap.ts")).registerRoadmap,
  run: async () => (await import("./run.ts")).registerRun,
  "search-labels": async () => (await import("./searchLabels.ts")).registerSearchLabels,
  smoke: async () => (await import("./smoke.ts")).registerSmoke,
  train: async () => (await import("./train.ts")).registerTrain,
  "walk-forward": async () => (await import("./walkForward.ts")).registerWalkForward,
  waterfall: async () => (await import("./waterfall.ts")).registerWaterfall,
};

const ENDING_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type EndingSignal = (typeof ENDING_SIGNALS)[number];

/** How long threads may take to end the task that they are at, in ms. */
const PATIENCE = 2000;

let leaving = false;
const leave = (signal: EndingSignal, why: string): void => {
  leaving = true;
  process.stderr.write(`trident: ${why}\n`);
  // A second signal does not wait for anything.
  for (const next of ENDING_SIGNALS) process.once(next, () => end(signal));
  const late = setTimeout(() => end(signal), PATIENCE);
  currentSession()
    .close()
    .finally(() => {
      clearTimeout(late);
      end(signal);
    });
};

/**
 * Ends this process by force, once what is to be done at an exit is done. An orderly exit would wait for threads in native
 * code, and one that writes a file waits for this one: neither would ever end.
 */
function end(signal: EndingSignal): void {
  process.emit("exit", 1);
  process.removeAllListeners(signal);
  // Who has started it knows which signal was meant, and that the line was said.
  process.kill(process.pid, process.connected ? "SIGKILL" : signal);
}
const interrupt = new AbortController();
let endsByItself = false;
process.once("SIGINT", () => {
  if (!endsByItself) return leave("SIGINT", "interrupted");
  process.once("SIGINT", () => leave("SIGINT", "interrupted"));
  interrupt.abort();
});
process.once("SIGTERM", () => leave("SIGTERM", "ended by SIGTERM"));
process.once("SIGHUP", () => leave("SIGHUP", "ended by SIGHUP"));
// The program that started this one is gone.
process.once("disconnect", () => leave("SIGHUP", "the program that started it is gone"));
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

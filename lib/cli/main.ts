import { currentSession } from "../runtime/index.ts";
import { registerDoctor } from "./doctor.ts";
import { registerFeatures } from "./features.ts";
import { registerLabels } from "./labels.ts";
import { runProgram } from "./program.ts";
import { registerReport } from "./report.ts";
import { registerRoadmap } from "./roadmap.ts";
import { registerRun } from "./run.ts";

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

const commands = [registerDoctor, registerFeatures, registerLabels, registerRun, registerReport, registerRoadmap];
process.exitCode = await runProgram(commands, process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  env: process.env,
  get signal() {
    endsByItself = true;
    return interrupt.signal;
  },
});

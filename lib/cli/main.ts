import { currentSession } from "../runtime/index.ts";
import { registerDoctor } from "./doctor.ts";
import { runProgram } from "./program.ts";

const leave = (code: number): void => {
  // A second signal does not wait for anything.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(code));
  currentSession()
    .close()
    .finally(() => process.exit(code));
};
process.once("SIGINT", () => leave(130));
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

process.exitCode = await runProgram([registerDoctor], process.argv.slice(2));

// The process that the compiler runs in, so that sockets are answered while it loads and works.
import { setFlagsFromString } from "node:v8";
import type { CompilerAnswer, CompilerQuestion } from "../compilerProcess.ts";
import { createCompiler } from "./compiler.ts";
import { NO_CELLS } from "./knownCells.ts";
import { withChanges } from "./knownChanges.ts";

// Each cell leaves a program behind; V8 would look for what is garbage when the heap has grown to a multiple.
setFlagsFromString("--heap-growing-percent=30");
const compiler = createCompiler(process.cwd());
let known = NO_CELLS;
process.on("message", ({ id, method, changes, args }: CompilerQuestion) => {
  known = withChanges(known, changes);
  let answer: CompilerAnswer;
  try {
    const work = compiler[method] as (...values: readonly unknown[]) => unknown;
    answer = { id, value: work(known, ...args) };
  } catch (error) {
    answer = { id, error: error instanceof Error ? error.message : String(error) };
  }
  process.send!(answer);
});
process.on("disconnect", () => process.exit());

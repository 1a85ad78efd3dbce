// The process that the compiler runs in, so that sockets are answered while it loads and works.
import type { CompilerAnswer, CompilerQuestion } from "../compilerProcess.ts";
import { createCompiler } from "./compiler.ts";

const compiler = createCompiler(process.cwd());
process.on("message", ({ id, method, args }: CompilerQuestion) => {
  let answer: CompilerAnswer;
  try {
    const work = compiler[method] as (...values: readonly unknown[]) => unknown;
    answer = { id, value: work(...args) };
  } catch (error) {
    answer = { id, error: error instanceof Error ? error.message : String(error) };
  }
  process.send!(answer);
});
process.on("disconnect", () => process.exit());

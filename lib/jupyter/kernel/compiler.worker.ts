// The thread that the compiler runs in, so that sockets are answered while it loads and works.
import { parentPort } from "node:worker_threads";
import type { CompilerAnswer, CompilerQuestion } from "./compilerThread.ts";
import { keepCompiledCode } from "./keepCompiledCode.ts";

// Before TypeScript is loaded.
keepCompiledCode();
void import("./compile/compiler.ts").then(({ createCompiler }) => {
  const compiler = createCompiler(process.cwd());
  parentPort!.on("message", ({ id, method, args }: CompilerQuestion) => {
    let answer: CompilerAnswer;
    try {
      const work = compiler[method] as (...values: readonly unknown[]) => unknown;
      answer = { id, value: work(...args) };
    } catch (error) {
      answer = { id, error: error instanceof Error ? error.message : String(error) };
    }
    parentPort!.postMessage(answer);
  });
});

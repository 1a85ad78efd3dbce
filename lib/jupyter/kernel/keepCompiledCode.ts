import { enableCompileCache } from "node:module";
import { COMPILED_CODE, COMPILED_CODE_VARIABLE } from "../client/compiledCode.ts";

/**
 * Lets this process keep the code that it compiles in the project's folder, and those that it starts, which then need
 * not even load what takes types out. Node passes over what has changed, and goes on without where it cannot write.
 */
export function keepCompiledCode(): void {
  enableCompileCache(COMPILED_CODE);
  process.env[COMPILED_CODE_VARIABLE] ??= COMPILED_CODE;
}

/** Keeps it from the programs that a cell starts. */
export function leaveCompiledCode(): void {
  if (process.env[COMPILED_CODE_VARIABLE] === COMPILED_CODE) delete process.env[COMPILED_CODE_VARIABLE];
}

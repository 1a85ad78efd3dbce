// The kernel's program: `node main.ts CONNECTION_FILE`, as the kernelspec says.
import { keepCompiledCode } from "./keepCompiledCode.ts";

// Before anything else is loaded.
keepCompiledCode();
const { CompilerProcess } = await import("./compilerProcess.ts");
// It takes longest to start, and does so while all else is loaded.
const compiler = new CompilerProcess();
compiler.warm();
const { serve } = await import("./serve.ts");
await serve(process.argv[2], compiler);

import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { userDataFolder } from "../client/kernelspec.ts";

/**
 * Lets this thread keep the code that it compiles beside the kernel's history, so that the next kernel does not compile
 * it again. Node passes over what has changed, and goes on without where it cannot write.
 */
export function keepCompiledCode(): void {
  enableCompileCache(join(userDataFolder(), "trident-compiled"));
}

import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { root } from "trident-base/project";

/**
 * Lets this thread keep the code that it compiles in the project's folder, so that the next kernel does not compile it
 * again. Node passes over what has changed, and goes on without where it cannot write.
 */
export function keepCompiledCode(): void {
  enableCompileCache(join(root, ".setup", "compiled"));
}

import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Writes a kernelspec `tslab` that starts stock tslab, to test what has to work on it too. */
export function installStockTslab(prefix: string): void {
  const program = join(dirname(createRequire(import.meta.url).resolve("tslab/package.json")), "bin", "tslab");
  const argv = [process.execPath, program, "kernel", "--config-path", "{connection_file}"];
  const folder = join(prefix, "share", "jupyter", "kernels", "tslab");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "kernel.json"), JSON.stringify({ argv, display_name: "tslab", language: "typescript" }));
}

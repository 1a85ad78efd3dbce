// Compiles the kernels of the features to WebAssembly: `node lib/setup/assemble.mjs`, after a change in `assembly`.
// The result is kept with the sources, so that only whoever changes a kernel needs the compiler.
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./paths.mjs";

const folder = join(root, "lib", "features", "kernels");
const options = ["--enable", "simd", "--runtime", "stub", "--noAssert", "-O3", "--bindings", "raw"];

/**
 * The module `compiled.ts`: the kernels' types and bytes.
 *
 * @returns {Promise<string>}
 * @throws {Error} with the compiler's words if a kernel does not compile.
 */
export async function assemble() {
  const { default: compiler } = await import("assemblyscript/asc");
  /** @type {Map<string, string | Uint8Array>} */
  const files = new Map();
  const entry = relative(root, join(folder, "assembly", "index.ts")).split(sep).join("/");
  const { error, stderr } = await compiler.main([entry, ...options, "--outFile", "kernels.wasm"], {
    readFile: (name) => {
      try {
        return readFileSync(join(root, name), "utf8");
      } catch {
        return null;
      }
    },
    writeFile: (name, contents) => void files.set(name, contents),
    listFiles: () => [],
  });
  if (error) throw new Error(`the kernels do not compile: ${stderr.toString()}`);
  const bytes = Buffer.from(/** @type {Uint8Array} */ (files.get("kernels.wasm"))).toString("base64");
  const types = String(files.get("kernels.d.ts"));
  const kernels = [...types.matchAll(/export function (.*;)/g)].map(([, kernel]) => `  ${kernel}`);
  const chunks = bytes.match(/.{1,116}/g) ?? [];
  return `${[
    "// Made by lib/setup/assemble.mjs of the kernels in assembly: change those, then run it again.",
    "",
    "/** What the kernels export: numbers are addresses of columns, lengths in bars, and constants. */",
    "export interface Kernels extends WebAssembly.Exports {",
    "  readonly memory: WebAssembly.Memory;",
    "  /** The first byte that no kernel uses for itself. */",
    "  readonly FREE: { readonly value: number };",
    ...kernels,
    "}",
    "",
    "/** The WebAssembly module, in base64. */",
    "export const MODULE = `",
    ...chunks,
    "`;",
  ].join("\n")}\n`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(join(folder, "compiled.ts"), await assemble());
}

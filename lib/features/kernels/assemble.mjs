// Compiles the kernels to WebAssembly: `node lib/features/kernels/assemble.mjs`, after a change in `assembly`. The result
// is kept beside the sources, so that only whoever changes a kernel needs the compiler; a test holds the two together.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = import.meta.dirname;
const options = ["--enable", "simd", "--runtime", "stub", "--noAssert", "-O3", "--bindings", "raw"];

/**
 * The text of `compiled.ts`: the kernels' types and bytes.
 *
 * @returns {Promise<string>}
 * @throws {Error} with the compiler's words if a kernel does not compile.
 */
export async function assemble() {
  const { default: compiler } = await import("assemblyscript/asc");
  /** @type {Map<string, string | Uint8Array>} */
  const made = new Map();
  const { error, stderr } = await compiler.main(["assembly/index.ts", ...options, "--outFile", "kernels.wasm"], {
    readFile: (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : null),
    writeFile: (name, contents) => void made.set(name, contents),
    listFiles: () => [],
  });
  if (error) throw new Error(`the kernels do not compile: ${stderr.toString()}`);
  const bytes = Buffer.from(/** @type {Uint8Array} */ (made.get("kernels.wasm"))).toString("base64");
  const types = String(made.get("kernels.d.ts"));
  const kernels = [...types.matchAll(/export function (.*;)/g)].map(([, kernel]) => `  ${kernel}`);
  return `${[
    "// Made by assemble.mjs of the kernels in assembly: change those, then run it again.",
    "",
    "/** What the kernels export. Columns are addresses, lengths are in bars. */",
    "export interface Kernels extends WebAssembly.Exports {",
    "  readonly memory: WebAssembly.Memory;",
    "  /** The first byte that no kernel uses for itself. */",
    "  readonly FREE: { readonly value: number };",
    ...kernels,
    "}",
    "",
    "/** The WebAssembly module, in base64. */",
    "export const MODULE = `",
    ...(bytes.match(/.{1,116}/g) ?? []),
    "`;",
  ].join("\n")}\n`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(join(folder, "compiled.ts"), await assemble());
}

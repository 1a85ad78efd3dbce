import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeTextAtomically } from "./atomic.ts";
import { KernelError } from "./errors.ts";

/** Where our kernelspec goes, and what it starts. */
export interface InstallKernelspecOptions {
  /** The environment: the kernelspec goes to its `share/jupyter/kernels/tslab`. */
  readonly prefix: string;
  /** Overwrites a kernelspec that was not written by us. */
  readonly force?: boolean;
  /** The Node that runs the kernel; the one that runs this by default. */
  readonly node?: string;
}

/**
 * Writes the kernelspec `tslab`, which starts the TypeScript kernel with absolute paths, so that it works in any
 * Jupyter whatever its PATH. Writing it again changes nothing.
 *
 * @returns the path of its kernel.json.
 * @throws KernelError when another program wrote the one that is there, and `force` is not set.
 */
export async function installKernelspec({
  prefix,
  force = false,
  node = process.execPath,
}: InstallKernelspecOptions): Promise<string> {
  const path = join(prefix, "share", "jupyter", "kernels", "tslab", "kernel.json");
  const spec = {
    argv: [node, ...ownKernel()],
    display_name: "TypeScript",
    language: "typescript",
    interrupt_mode: "message",
    metadata: { trident: { kernel: "tslab" } },
  };
  const wanted = `${JSON.stringify(spec, null, 1)}\n`;
  const found = await readFile(path, "utf8").catch(() => undefined);
  if (found === wanted) return path;
  if (found !== undefined && !force && !isOurs(found)) {
    throw new KernelError("Another program's kernelspec 'tslab' is there already", {
      where: [path],
      remedy: "Overwrite it with force, or choose another prefix",
    });
  }
  await writeTextAtomically(path, wanted);
  return path;
}

function isOurs(text: string): boolean {
  try {
    return (JSON.parse(text) as { metadata?: { trident?: unknown } }).metadata?.trident !== undefined;
  } catch {
    return false;
  }
}

/** This package's kernel: sources start sources, built files start built files. */
function ownKernel(): string[] {
  const extension = extname(import.meta.url);
  const program = fileURLToPath(new URL(`./kernel/main${extension}`, import.meta.url));
  return [...(extension === ".ts" ? ["--conditions=source"] : []), program, "{connection_file}"];
}

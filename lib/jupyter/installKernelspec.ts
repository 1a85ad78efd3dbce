import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
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
  /** The program that Node runs; stock tslab's as installed beside this package by default. */
  readonly program?: string;
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
  program = tslabProgram(),
}: InstallKernelspecOptions): Promise<string> {
  const path = join(prefix, "share", "jupyter", "kernels", "tslab", "kernel.json");
  const spec = {
    argv: [node, program, "kernel", "--config-path", "{connection_file}"],
    display_name: "TypeScript",
    language: "typescript",
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

function tslabProgram(): string {
  return join(dirname(createRequire(import.meta.url).resolve("tslab/package.json")), "bin", "tslab");
}

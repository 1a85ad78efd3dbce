import { readdir, readFile, rm } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeTextAtomically } from "trident-base";
import { root } from "trident-base/project";
import { COMPILED_CODE, COMPILED_CODE_VARIABLE } from "./compiledCode.ts";
import { KernelError } from "./errors.ts";
import { kernelLogo } from "./kernelLogo.ts";
import { userDataFolder } from "./kernelspec.ts";

/** What JupyterLab loads beside the kernel. */
const EXTENSION = join(root, "lib", "jupyter", "labextension");

const KERNEL = join("kernels", "tslab", "kernel.json");
const LAB_EXTENSION = join("labextensions", "trident-jupyter");

/** Where our kernelspec goes, and what it starts. */
export interface InstallKernelspecOptions {
  /**
   * The environment: the kernelspec lies in its `share/jupyter/kernels/tslab`, and JupyterLab's extension for formatting
   * in `share/jupyter/labextensions/trident-jupyter`; in the user's own folder without one.
   */
  readonly prefix?: string;
  /** Overwrites, or removes, a kernelspec that was not written by us. */
  readonly force?: boolean;
  /** The Node that runs the kernel; the one that runs this by default. */
  readonly node?: string;
}

/**
 * Writes the kernelspec `tslab`, which starts this package's kernel with absolute paths, so that it works in any
 * Jupyter whatever its PATH, and JupyterLab's extension beside it. Writing it again changes nothing.
 *
 * @returns the path of its kernel.json.
 * @throws KernelError when another program wrote the one that is there, and `force` is not set.
 */
export async function installKernelspec({
  prefix,
  force = false,
  node = process.execPath,
}: InstallKernelspecOptions): Promise<string> {
  const path = join(jupyterFolder(prefix), KERNEL);
  const spec = {
    argv: [node, ...ownKernel()],
    env: { [COMPILED_CODE_VARIABLE]: COMPILED_CODE },
    display_name: "TypeScript",
    language: "typescript",
    interrupt_mode: "message",
    metadata: { trident: { kernel: "trident-jupyter" } },
  };
  const wanted = `${JSON.stringify(spec, null, 1)}\n`;
  const found = await readFile(path, "utf8").catch(() => undefined);
  if (found !== undefined && found !== wanted && !force)
    refuseAnothers(found, path, "Overwrite it with force, or choose another prefix");
  await writeTextAtomically(join(dirname(path), "logo-svg.svg"), kernelLogo);
  await writeTextAtomically(path, wanted);
  for (const name of await readdir(EXTENSION)) {
    const text = await readFile(join(EXTENSION, name), "utf8");
    await writeTextAtomically(join(jupyterFolder(prefix), LAB_EXTENSION, name), text);
  }
  return path;
}

/**
 * Removes what {@link installKernelspec} wrote.
 *
 * @returns the path of the kernel.json that was there.
 * @throws KernelError when there is none, or another program wrote it and `force` is not set.
 */
export async function uninstallKernelspec({
  prefix,
  force = false,
}: Omit<InstallKernelspecOptions, "node">): Promise<string> {
  const path = join(jupyterFolder(prefix), KERNEL);
  const found = await readFile(path, "utf8").catch(() => undefined);
  if (found === undefined) throw new KernelError("There is no kernelspec 'tslab'", { where: [path] });
  if (!force) refuseAnothers(found, path, "Remove it with force");
  await rm(dirname(path), { recursive: true });
  await rm(join(jupyterFolder(prefix), LAB_EXTENSION), { recursive: true, force: true });
  return path;
}

function jupyterFolder(prefix: string | undefined): string {
  return prefix === undefined ? userDataFolder() : join(prefix, "share", "jupyter");
}

function refuseAnothers(text: string, path: string, remedy: string): void {
  let isOurs = false;
  try {
    isOurs = (JSON.parse(text) as { metadata?: { trident?: unknown } }).metadata?.trident !== undefined;
  } catch {
    // Not even a kernelspec.
  }
  if (!isOurs) throw new KernelError("The kernelspec 'tslab' there is another program's", { where: [path], remedy });
}

/** This package's kernel: sources start sources, built files start built files. */
function ownKernel(): string[] {
  const extension = extname(import.meta.url);
  const program = fileURLToPath(new URL(`../kernel/main${extension}`, import.meta.url));
  return [...(extension === ".ts" ? ["--conditions=source"] : []), program, "{connection_file}"];
}

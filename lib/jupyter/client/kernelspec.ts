import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { z } from "zod";
import { KernelError } from "./errors.ts";

const kernelspecSchema = z.looseObject({
  argv: z.array(z.string()).min(1),
  display_name: z.string(),
  language: z.string(),
  interrupt_mode: z.enum(["signal", "message"]).default("signal"),
  env: z.record(z.string(), z.string()).default({}),
  metadata: z.record(z.string(), z.unknown()).default({}),
});

/** How to start a kernel: what `kernel.json` says, the name of its folder, and where that folder is. */
export type Kernelspec = Readonly<z.infer<typeof kernelspecSchema>> & {
  readonly name: string;
  readonly folder: string;
};

/** Where kernels are looked for. */
export interface JupyterPathOptions {
  /** Environments searched before everything else, a virtual environment for example. */
  readonly prefixes?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly home?: string;
  readonly platform?: NodeJS.Platform;
}

/**
 * The folders that may hold kernelspecs, in the order of Jupyter's own search: JUPYTER_PATH, environments, the user's
 * folder, the system's (https://docs.jupyter.org/en/latest/use/jupyter-directories.html); `prefixes` come before all.
 */
export function kernelspecFolders({
  prefixes = [],
  env = process.env,
  home = homedir(),
  platform = process.platform,
}: JupyterPathOptions = {}): string[] {
  const share = (prefix: string) => join(prefix, "share", "jupyter");
  const environments = [env.VIRTUAL_ENV, env.CONDA_PREFIX].filter((prefix) => prefix !== undefined && prefix !== "");
  const roots = [
    ...prefixes.map(share),
    ...(env.JUPYTER_PATH ?? "").split(delimiter).filter((path) => path !== ""),
    ...environments.map((prefix) => share(prefix!)),
    userDataFolder({ env, home, platform }),
    ...(platform === "win32"
      ? [join(env.PROGRAMDATA ?? "C:\\ProgramData", "jupyter")]
      : [share("/usr/local"), share("/usr")]),
  ];
  return [...new Set(roots)].map((root) => resolve(root, "kernels"));
}

/**
 * Finds the kernel of this name.
 *
 * @throws KernelError when no folder has it, or its kernel.json is not valid.
 */
export async function findKernelspec(name: string, options: JupyterPathOptions = {}): Promise<Kernelspec> {
  if (!/^[a-z0-9._-]+$/i.test(name)) throw new KernelError(`'${name}' is not the name of a kernel`);
  const folders = kernelspecFolders(options);
  for (const parent of folders) {
    const folder = join(parent, name);
    const text = await readFile(join(folder, "kernel.json"), "utf8").catch(() => undefined);
    if (text !== undefined) return parseKernelspec(text, name, folder);
  }
  throw new KernelError(`There is no kernel '${name}'`, {
    where: [`looked in ${folders.join(", ")}`],
    remedy: "Install it, or name another kernel",
  });
}

function parseKernelspec(text: string, name: string, folder: string): Kernelspec {
  const file = join(folder, "kernel.json");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new KernelError("The kernelspec is not JSON", { where: [file], cause });
  }
  const parsed = kernelspecSchema.safeParse(value);
  if (parsed.success) return { ...parsed.data, name, folder };
  const issue = parsed.error.issues[0]!;
  throw new KernelError(`The kernelspec is not valid: ${issue.path.join(".")}: ${issue.message}`, { where: [file] });
}

/** Jupyter's folder for this user's own data. */
export function userDataFolder({
  env = process.env,
  home = homedir(),
  platform = process.platform,
}: Omit<JupyterPathOptions, "prefixes"> = {}): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (platform === "darwin") return join(home, "Library", "Jupyter");
  if (platform === "win32") return join(env.APPDATA ?? join(home, "AppData", "Roaming"), "jupyter");
  return join(env.XDG_DATA_HOME || join(home, ".local", "share"), "jupyter");
}

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { EngineHostUnavailable } from "./errors.ts";

/** How a process of the engine host is started. */
export interface PythonHost {
  /** The interpreter. */
  readonly python: string;
  /** The folder that holds the package `trident_host`. */
  readonly source: string;
}

/** The interpreter (the argument, else TRIDENT_HOST_PYTHON, else the repository's own .venv) and the host's source. */
export function findPythonHost(python: string | undefined, env: NodeJS.ProcessEnv = process.env): PythonHost {
  const root = packageRoot(dirname(fileURLToPath(import.meta.url)));
  const own = process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"];
  return {
    python: python ?? env.TRIDENT_HOST_PYTHON ?? join(dirname(root), ".venv", ...own),
    source: join(root, "engines", "host", "src"),
  };
}

/** The folder of the package trident-lab, whether this file runs from its sources or from dist. */
function packageRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "trident-lab") return folder;
    if (dirname(folder) === folder) {
      throw new EngineHostUnavailable("the package trident-lab is not around this file", { where: [start] });
    }
  }
}

import { join } from "node:path";
import { root, venvProgram } from "trident-base/project";

/** How a process of the engine host is started. */
export interface PythonHost {
  /** The interpreter. */
  readonly python: string;
  /** The folder that holds the package `trident_host`. */
  readonly source: string;
}

/** The interpreter (the argument, else TRIDENT_HOST_PYTHON, else the repository's own .venv) and the host's source. */
export function findPythonHost(python: string | undefined, env: NodeJS.ProcessEnv = process.env): PythonHost {
  return {
    python: python ?? env.TRIDENT_HOST_PYTHON ?? venvProgram("python"),
    source: join(root, "lib", "engines", "host", "src"),
  };
}

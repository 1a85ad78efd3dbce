import { join } from "node:path";
import { root, venvProgram } from "trident-base/project";
import type { HostProgram } from "./hostProgram.ts";

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

/** The engine host in a process of this machine's Python. */
export function pythonProgram(python: string | undefined): HostProgram {
  const host = findPythonHost(python);
  return {
    program: host.python,
    args: ["-P", "-u", "-m", "trident_host"],
    // Threads that wait for each other sleep: where cores are shared, those that spin keep the others from working, and
    // a fit takes many times as long.
    env: { OMP_WAIT_POLICY: process.env.OMP_WAIT_POLICY ?? "passive", PYTHONPATH: host.source, PYTHONUTF8: "1" },
    remedy: "Run `npm run setup`; another interpreter can be named in TRIDENT_HOST_PYTHON.",
  };
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import { dataFolder } from "trident-base/project";

/**
 * Where a notebook writes a file that others read: in a headless run the run's own folder, otherwise the project's
 * `data/`. A run sets TRIDENT_WORK.
 *
 * ```ts
 * const path = workFile("optuna_best_params.json");
 * ```
 */
export function workFile(name: string, env: NodeJS.ProcessEnv = process.env): string {
  return join(env.TRIDENT_WORK || dataFolder, name);
}

/** Where a notebook finds a file that another one wrote: in its run, or else in the project's `data/`. */
export function foundFile(name: string, env: NodeJS.ProcessEnv = process.env): string {
  const own = workFile(name, env);
  return existsSync(own) ? own : join(dataFolder, name);
}

import { execFile } from "node:child_process";
import { availableParallelism, cpus, release, type as systemName, totalmem } from "node:os";
import { promisify } from "node:util";
import { describeGpus } from "trident-base";
import type { Provenance } from "./record.ts";

/** What a run's numbers were made with; what its cells publish is added later. */
export type Surroundings = Omit<Provenance, "data" | "trials" | "holdoutOpened">;

/** Runs a program that may not be there; undefined unless it succeeds. */
export type Ask = (program: string, args: readonly string[]) => Promise<string | undefined>;

/**
 * Looks at commit, machine and GPU.
 *
 * @param project a folder in the repository that the notebooks belong to.
 * @param installed versions by package.
 * @param env where there is no repository, TRIDENT_COMMIT says what an image was built of: a commit, with `-dirty` behind it
 * where something had been changed.
 */
export async function surroundingsOf(
  project: string,
  installed: Pick<Provenance, "packages" | "python">,
  ask: Ask = askProgram,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Surroundings> {
  const [id, changes, gpu] = await Promise.all([
    ask("git", ["-C", project, "rev-parse", "HEAD"]),
    ask("git", ["-C", project, "status", "--porcelain"]),
    describeGpus(ask),
  ]);
  return {
    commit: id === undefined ? commitOfImage(env.TRIDENT_COMMIT) : { id, dirty: changes !== "" },
    packages: installed.packages,
    python: installed.python,
    machine: {
      system: `${systemName()} ${release()} ${process.arch}`,
      cpu: cpus()[0]?.model.trim() ?? "unknown",
      cores: availableParallelism(),
      memory: totalmem(),
    },
    gpu,
  };
}

function commitOfImage(said = ""): Surroundings["commit"] {
  const [, id, dirty] = /^([0-9a-f]{7,64})(-dirty)?$/.exec(said) ?? [];
  return id === undefined ? null : { id, dirty: dirty !== undefined };
}

async function askProgram(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(program, args, { timeout: 5_000, encoding: "utf8" });
    return stdout.trim();
  } catch {
    return undefined;
  }
}

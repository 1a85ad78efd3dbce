import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { notebookParameters } from "../notebook/parameters.ts";
import { contentHash } from "./inputHash.ts";
import { type PlannedNotebook, placeOfNeed, type RunPlan } from "./planRun.ts";

/**
 * The content of what a notebook reads: the artefacts that it needs, and the files that its parameters name.
 *
 * @param hashes of the notebooks before it, by their place in the plan: a need that is a mere name stands for its maker.
 */
export async function inputFiles(
  step: PlannedNotebook,
  plan: RunPlan,
  hashes: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const { notebooks, project, work, out } = plan;
  const files: Record<string, string> = {};
  for (const need of step.needs) {
    const makers = step.after.filter((place) => notebooks[place]!.makes.includes(need)).map((place) => hashes[place]);
    files[`needs ${need}`] = (await contentHash(placeOfNeed(need, makers.length > 0, plan))) ?? makers.join();
  }
  for (const { name, default: byDefault } of notebookParameters(step.source)) {
    const value = Object.hasOwn(step.parameters, name) ? step.parameters[name] : byDefault;
    for (const [place, named] of [value].flat().entries()) {
      if (typeof named !== "string" || named === "") continue;
      const path = resolve(dirname(step.path), named);
      const content = holds(path, project) || holds(path, work) || holds(path, out) ? undefined : await hashNamed(path);
      if (content !== undefined) files[`parameter ${name}${Array.isArray(value) ? `[${place}]` : ""}`] = content;
    }
  }
  return files;
}

/** A parameter may name any folder: only the files right in it count. */
async function hashNamed(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return contentHash(path);
  const hash = createHash("sha256");
  const entries = (await readdir(path, { withFileTypes: true })).filter((entry) => entry.isFile());
  for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(JSON.stringify([name, await contentHash(join(path, name))]));
  }
  return hash.digest("hex");
}

function holds(folder: string, path: string): boolean {
  return !relative(folder, path).startsWith("..");
}

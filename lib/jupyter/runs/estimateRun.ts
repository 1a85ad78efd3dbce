import { readdir, stat, statfs } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { PlannedNotebook, RunPlan } from "./planRun.ts";
import { type NotebookRecord, type RunRecord, readRunRecord } from "./record.ts";

/** What a run will probably take. */
export interface RunEstimate {
  /** Wall time. */
  readonly seconds: number;
  /** What executed notebooks and artefacts fill. */
  readonly bytes: number;
  /** What is free where the run's folder is; null where the system does not say. */
  readonly free: number | null;
  /** When the latest of the runs that this rests on began, ISO. */
  readonly from: string;
  /** Notebooks of which nothing is known. */
  readonly unknown: readonly string[];
}

/**
 * Estimates time and disk by earlier runs of the same notebooks with the same profile, in this run's folder and in
 * those beside it.
 *
 * @returns undefined where there is none.
 */
export async function estimateRun(plan: RunPlan, jobs = 1): Promise<RunEstimate | undefined> {
  const { profile } = plan.parameters;
  const earlier = (await recordsNear(plan.out)).filter(
    ({ record }) => record.profile === (typeof profile === "string" ? profile : null),
  );
  const unknown: string[] = [];
  let from = "";
  let bytes = 0;
  const durations: number[] = [];
  for (const notebook of plan.notebooks) {
    const found = lastOf(notebook, earlier);
    durations.push(found?.seconds ?? 0);
    if (!found) {
      unknown.push(notebook.name);
      continue;
    }
    if (found.started > from) from = found.started;
    const files = [join(found.folder, notebook.out), ...notebook.makes.map((path) => resolve(plan.work, path))];
    for (const file of files) bytes += await sizeOf(file);
  }
  if (from === "") return undefined;
  const disk = await statfs(plan.out)
    .catch(() => statfs(dirname(plan.out)))
    .catch(() => undefined);
  return {
    seconds: wallTime(plan.notebooks, durations, jobs),
    bytes,
    free: disk ? disk.bavail * disk.bsize : null,
    from,
    unknown,
  };
}

/** When the last notebook ends if each begins as soon as those before it have ended and one of `jobs` places is free. */
function wallTime(notebooks: readonly PlannedNotebook[], durations: readonly number[], jobs: number): number {
  const ends: number[] = [];
  const places = new Array<number>(Math.max(1, Math.min(jobs, notebooks.length))).fill(0);
  for (const [index, { after }] of notebooks.entries()) {
    const place = places.indexOf(Math.min(...places));
    const end = Math.max(places[place]!, ...after.map((other) => ends[other]!)) + durations[index]!;
    places[place] = end;
    ends.push(end);
  }
  return Math.max(0, ...ends);
}

interface Found {
  readonly folder: string;
  readonly record: RunRecord;
}

/** Records in the folder and in those beside it, the latest first; what cannot be read is passed over. */
async function recordsNear(out: string): Promise<Found[]> {
  const beside = await readdir(dirname(out), { withFileTypes: true }).catch(() => []);
  const folders = beside.filter((entry) => entry.isDirectory()).map(({ name }) => join(dirname(out), name));
  const found = await Promise.all(
    folders.map(async (folder) => ({ folder, record: await readRunRecord(folder).catch(() => undefined) })),
  );
  return found
    .filter((each): each is Found => each.record !== undefined)
    .sort((a, b) => (a.record.started < b.record.started ? 1 : -1));
}

function lastOf(
  { path, out }: PlannedNotebook,
  earlier: readonly Found[],
): { readonly folder: string; readonly seconds: number; readonly started: string } | undefined {
  const ran = ({ notebook, status, seconds }: NotebookRecord) =>
    path.endsWith(notebook) && status === "completed" && seconds !== null;
  for (const { folder, record } of earlier) {
    const known = record.notebooks.find((each) => each.out === out && ran(each));
    if (known) return { folder, seconds: known.seconds!, started: record.started };
  }
  return undefined;
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return found?.size ?? 0;
  const names = await readdir(path);
  const sizes = await Promise.all(names.map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}
